import type { Contract } from './contract.ts';
import { anchor, Links } from './links.ts';
import { GENERATED, page, table } from './markdown.ts';
import { type DocumentedReason, namedReasons, reasonsOf } from './reasons.ts';

/** ERRORS.md: one section for each reason, which can be linked: `ERRORS.md#unknown_order`. */
export function errorsPage(contract: Contract): string {
  const links = new Links(contract);
  const reasons = reasonsOf(contract);
  const rows = reasons.map(({ reason, code, meaning }) => [
    `[\`${reason}\`](#${anchor(reason)})`,
    `\`${code}\``,
    links.text(sentence(meaning), FOLDER),
  ]);
  return page(
    '# Errors',
    GENERATED,
    INTRODUCTION,
    table(['Reason', 'Code', 'Meaning'], rows),
    ...reasons.flatMap((reason) => reasonParts(reason, contract, links)),
  );
}

const FOLDER = 'reference/';

const INTRODUCTION = `A request that is wrong fails with a gRPC status code and one \`google.rpc.ErrorInfo\`: its
\`reason\` is one of these (the names of \`ErrorReason\` without \`ERROR_REASON_\`), its \`domain\` is
\`redleaf\`, and its \`metadata\` has facts for programs, all of them texts. Fields that are wrong come in a
\`google.rpc.BadRequest\` too, named as in the proto, and a time to wait as \`google.rpc.RetryInfo\`. On the order-entry stream a refused
command is a [\`CommandRefusal\`](reference/order-service.md#commandrefusal) with the same code, reason and metadata, and the stream goes on.

What the market makes of a right request (an IOC remainder that is canceled, say) is no
error: it is in the answer.`;

function reasonParts(documented: DocumentedReason, contract: Contract, links: Links): string[] {
  const { reason, code, meaning, whatToDo, metadata } = documented;
  return [
    `## ${reason}`,
    `\`${code}\`. ${links.text(sentence(meaning), FOLDER)}`,
    `**What to do:** ${links.text(sentence(whatToDo), FOLDER)}`,
    metadata === '' ? '' : `**Metadata:** ${links.text(metadata, FOLDER)}`,
    `**Calls:** ${callsOf(documented, contract, links)}`,
  ];
}

function callsOf({ reason, calls }: DocumentedReason, contract: Contract, links: Links): string {
  const named = contract.services.flatMap((service) => {
    const methods = service.methods.filter((one) => namedReasons(one, contract.services).has(reason));
    if (methods.length === 0) return [];
    return [`${service.name}: ${methods.map((one) => links.ofMethod(one, FOLDER)).join(', ')}`];
  });
  // What any call may be answered with needs no list of those that say so.
  const all = calls === 'any' ? ['any'] : [...(calls === '' ? [] : [calls]), ...named];
  return all.length === 0 ? 'none at present.' : `${all.join('; ')}.`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

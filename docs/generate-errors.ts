import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * Writes ERRORS.md from the comments of `ErrorReason`, whose first word is the status code.
 * Run by `npm run docs:errors`; a test checks that the file is current.
 */

const PROTO = join(import.meta.dirname, '../proto/redleaf/v1/error.proto');
const PAGE = join(import.meta.dirname, 'ERRORS.md');
const PREFIX = 'ERROR_REASON_';

export interface DocumentedReason {
  readonly reason: string;
  /** As spelled in gRPC, such as INVALID_ARGUMENT. */
  readonly code: string;
  readonly meaning: string;
}

/** Every reason that is ever sent, in the order of the proto. */
export function readReasons(): DocumentedReason[] {
  const values = readFileSync(PROTO, 'utf8').matchAll(/((?: {2}\/\/.*\n)+) {2}ERROR_REASON_(\w+) = \d+;/g);
  return [...values].flatMap(([, comment = '', reason = '']) => {
    const [code = '', ...meaning] = comment
      .replaceAll(/\s*\/\/\s*/g, ' ')
      .trim()
      .split(': ');
    return reason === 'UNSPECIFIED' ? [] : [{ reason, code, meaning: meaning.join(': ') }];
  });
}

export function errorsPage(): string {
  const rows = readReasons().map(({ reason, code, meaning }) => {
    const sentence = meaning.charAt(0).toUpperCase() + meaning.slice(1);
    return `| \`${reason}\` | \`${code}\` | ${sentence} |`;
  });
  return `# Errors

<!-- Written by \`npm run docs:errors\` from proto/redleaf/v1/error.proto. -->

A request that is wrong fails with a gRPC status code and one \`google.rpc.ErrorInfo\`: its
\`reason\` is one of these (the names of \`ErrorReason\` without \`${PREFIX}\`), its \`domain\` is
\`redleaf\`, and its \`metadata\` has facts for programs. Fields that are wrong come in a
\`google.rpc.BadRequest\` too, named as in the proto. On the order-entry stream a refused
command is a \`CommandRefusal\` with the same code, reason and metadata, and the stream goes on.

What the market makes of a right request (an IOC remainder that is canceled, say) is no
error: it is in the answer.

| Reason | Code | Meaning |
|---|---|---|
${rows.join('\n')}
`;
}

if (import.meta.main) writeFileSync(PAGE, errorsPage());

import type { DescEnum, DescField, DescMessage, DescMethod, DescService } from '@bufbuild/protobuf';
import { ScalarType } from '@bufbuild/protobuf';
import { MethodOptions_IdempotencyLevel } from '@bufbuild/protobuf/wkt';
import { needsToken } from '../../src/gateway/rpc/gate.ts';
import { type Contract, errorsParagraph, paragraphsOf } from './contract.ts';
import { Links, reasonLink, servicePage } from './links.ts';
import { GENERATED, page, table } from './markdown.ts';
import { FIELD_REASONS, reasonsOf } from './reasons.ts';
import { isOneofRequired, rulesText } from './rules.ts';

/** The pages of `docs/reference` by their file names. */
export function referencePages(contract: Contract): Map<string, string> {
  const links = new Links(contract);
  const pages = new Map([
    ['README.md', indexPage(contract, links)],
    ['messages.md', messagesPage(contract, links)],
    ['enums.md', enumsPage(contract, links)],
  ]);
  for (const service of contract.services)
    pages.set(servicePage(service), serviceText(service, contract, links));
  return pages;
}

const CONVENTIONS = `## In all calls

- **Protocols.** Every RPC is answered over gRPC, gRPC-Web and Connect, on one port. With Connect a unary RPC is a \`POST\` of JSON to
  \`/redleaf.v1.SERVICE/RPC\`, with \`content-type: application/json\`. One that changes nothing may be a \`GET\` too, with
  \`?encoding=json&message={…}\` in the query. [\`openapi.json\`](../openapi.json) describes both.
- **JSON.** Field names are in lower camel case (\`instrumentId\`); those of the proto are read too. 64-bit integers are strings in answers,
  and strings or numbers in requests. A field that has its default (0, empty, false) is left out of answers. A field that the contract does not
  have is an error.
- **Numbers.** Prices and quantities are integers in the minor unit of the instrument: see [\`Instrument\`](messages.md#instrument).
- **Times** are nanoseconds since 1970-01-01 UTC.
- **Token.** Calls that need one have the header \`authorization: Bearer TOKEN\`, with the token of
  [\`Login\`](session-service.md#login).
- **Rules** of a field are in the column of that name, and for programs in the proto, as options of
  [\`buf.validate\`](../../proto/README.md). What depends on an instrument or on another field is under "Meaning".
- **Errors.** A wrong request fails with a status code and a reason: [ERRORS.md](../ERRORS.md). What the market makes of a right
  one is in the answer.
- **Health and reflection** are the services of gRPC: \`grpc.health.v1.Health\` and \`grpc.reflection.v1.ServerReflection\`. Neither needs a token.
- **New fields, RPCs and enum values** may come at any time. A client passes over what it does not know.`;

function indexPage(contract: Contract, links: Links): string {
  const { services } = contract;
  const rows = services.flatMap((service) =>
    service.methods.map((method) => [
      links.of(service),
      links.ofMethod(method),
      kindOf(method),
      links.text(firstSentence(method)),
    ]),
  );
  return page(
    '# Reference of the API',
    GENERATED,
    'Every call, message and enum of [`proto/redleaf/v1`](../../proto/redleaf/v1). [Messages](messages.md) and [enums](enums.md) that several services use have pages of their own; [FIX](fix.md) names ours beside those of FIX.',
    CONVENTIONS,
    '## Errors of any call',
    'Any call may fail with these, beside those that it names:',
    anyErrors(contract),
    '## RPCs',
    table(['Service', 'RPC', 'Kind', 'What it does'], rows),
  );
}

function anyErrors(contract: Contract): string {
  const byCalls = Map.groupBy(reasonsOf(contract), ({ calls }) => calls);
  byCalls.delete('');
  return Array.from(
    byCalls,
    ([calls, reasons]) => `- ${calls}: ${reasons.map(({ reason }) => reasonLink(reason)).join(', ')}`,
  ).join('\n');
}

function firstSentence(method: DescMethod): string {
  const [first = ''] = paragraphsOf(method);
  return first.replace(/(?<=[a-z)`])\. .*/, '.').replace(/ \(FIX [^)]*\)/, '');
}

function serviceText(service: DescService, contract: Contract, links: Links): string {
  const { messages } = contract;
  const described = new Set(service.methods.flatMap(({ input, output }) => [input.name, output.name]));
  const others = messages.filter(({ name, file }) => file.name === service.file.name && !described.has(name));
  return page(
    `# ${service.name}`,
    GENERATED,
    ...paragraphsOf(service).map((text) => links.text(text)),
    `\`redleaf.v1.${service.name}\`: ${service.methods.map((method) => links.ofMethod(method)).join(', ')}. [All services](README.md).`,
    ...service.methods.flatMap((method) => methodParts(method, contract, links)),
    others.length === 0 ? '' : '## Other messages',
    ...others.flatMap((message) => messageParts(message, links)),
  );
}

function methodParts(method: DescMethod, contract: Contract, links: Links): string[] {
  return [
    `## ${method.name}`,
    `${kindOf(method)}. ${accessOf(method)}`,
    ...paragraphsOf(method).map((text) => links.text(text)),
    `**Errors:** ${errorsOf(method, contract, links)}`,
    ...messageParts(method.input, links),
    ...messageParts(method.output, links),
  ];
}

/** The RPC's own list, in which reasons are links. */
function errorsOf(method: DescMethod, contract: Contract, links: Links): string {
  const reasons = new Set(reasonsOf(contract).map(({ reason }) => reason));
  const own = links
    .text(errorsParagraph(method))
    .replace('(the field is named)', `(${FIELD_REASONS.join(', ')})`)
    .replaceAll(/\b[A-Z]+(?:_[A-Z]+)*\b/g, (word) => (reasons.has(word) ? reasonLink(word) : word));
  return `${own === '' ? '' : `${own.replace(/\.$/, '')}; `}[those of any call](README.md#errors-of-any-call).`;
}

function kindOf({ methodKind }: DescMethod): string {
  switch (methodKind) {
    case 'unary':
      return 'One request, one answer';
    case 'server_streaming':
      return 'One request, a stream of answers';
    case 'client_streaming':
      return 'A stream of requests, one answer';
    case 'bidi_streaming':
      return 'A stream of requests, a stream of answers';
  }
}

function accessOf(method: DescMethod): string {
  const token = needsToken(method) ? 'Needs a token.' : 'Needs no token.';
  return method.idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS
    ? `${token} Changes nothing: may be repeated, and called by \`GET\`.`
    : token;
}

function messagesPage({ messages, services }: Contract, links: Links): string {
  const ofServices = new Set(services.map(({ file }) => file.name));
  return page(
    '# Messages of several services',
    GENERATED,
    'Requests and answers are on the pages of their [services](README.md).',
    ...messages
      .filter(({ file }) => !ofServices.has(file.name))
      .flatMap((message) => messageParts(message, links, '##')),
  );
}

function messageParts(message: DescMessage, links: Links, heading = '###'): string[] {
  const hasRules = message.fields.some((field) => rulesText(field) !== '');
  const rows = message.fields.map((field) => [
    `\`${field.name}\``,
    String(field.number),
    typeOf(field, links),
    ...(hasRules ? [rulesText(field)] : []),
    links.text([...oneofOf(field), ...paragraphsOf(field)].join(' ')),
  ]);
  const head = ['Field', 'Number', 'Type', ...(hasRules ? ['Rules'] : []), 'Meaning'];
  return [
    `${heading} ${message.name}`,
    ...paragraphsOf(message).map((text) => links.text(text)),
    rows.length === 0 ? 'No fields.' : table(head, rows),
  ];
}

function oneofOf({ oneof }: DescField): string[] {
  if (oneof === undefined) return [];
  return [`One of \`${oneof.name}\`${isOneofRequired(oneof) ? ', which is required' : ''}:`];
}

function typeOf(field: DescField, links: Links): string {
  switch (field.fieldKind) {
    case 'map':
      return `map of ${scalarName(field.mapKey)} to ${field.mapKind === 'scalar' ? scalarName(field.scalar) : ''}`;
    case 'list':
      return `list of ${elementOf(field, links)}`;
    default:
      return `${field.proto.proto3Optional ? 'optional ' : ''}${elementOf(field, links)}`;
  }
}

function elementOf(
  field: DescField & { fieldKind: 'list' | 'scalar' | 'enum' | 'message' },
  links: Links,
): string {
  if (field.message !== undefined) return links.of(field.message);
  if (field.enum !== undefined) return links.of(field.enum);
  return scalarName(field.scalar);
}

function scalarName(scalar: ScalarType | undefined): string {
  return (ScalarType[scalar ?? 0] ?? '').toLowerCase();
}

function enumsPage({ enums }: Contract, links: Links): string {
  return page(
    '# Enums',
    GENERATED,
    'In JSON a value is its whole name, such as `SIDE_BUY`. A client has to expect values that it does not know.',
    ...enums.filter(({ name }) => name !== 'ErrorReason').flatMap((one) => enumParts(one, links)),
    'Reasons of errors (`ErrorReason`) are in [ERRORS.md](../ERRORS.md).',
  );
}

function enumParts(one: DescEnum, links: Links): string[] {
  const rows = one.values.map((value) => [
    `\`${value.name}\``,
    String(value.number),
    links.text(paragraphsOf(value).join(' ')),
  ]);
  return [
    `## ${one.name}`,
    ...paragraphsOf(one).map((text) => links.text(text)),
    table(['Value', 'Number', 'Meaning'], rows),
  ];
}

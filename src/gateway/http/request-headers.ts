import type { DescMethod } from '@bufbuild/protobuf';
import type { NodeRequest } from './node-http.ts';

/** The longest that a timer of node can wait: 24.8 days. A longer one ends at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

const MS_PER_UNIT: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1_000, m: 1 };

/**
 * Headers of which a request has one. Of two, a proxy may read the first and we the other, and so decide on another
 * request than ours. Node itself refuses two lengths, and a length beside an encoding.
 */
const SINGLE: ReadonlySet<string> = new Set([
  'host',
  'authorization',
  'content-type',
  'content-encoding',
  'content-length',
  'transfer-encoding',
]);

/** What is wrong with the headers of a request; undefined when nothing is. */
export function headersFault({ rawHeaders, headers }: NodeRequest): string | undefined {
  const seen = new Set<string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    if (!SINGLE.has(name)) continue;
    if (seen.has(name)) return `the header ${name} is there twice`;
    seen.add(name);
  }
  const authority = headers[':authority'];
  if (authority !== undefined && headers.host !== undefined && headers.host !== authority) {
    return 'host and :authority differ';
  }
  return undefined;
}

/** Scheme and host of a request; undefined when it names none that a URL can be made of. */
export function baseUrlOf(request: NodeRequest): string | undefined {
  const host = 'authority' in request ? request.authority : request.headers.host;
  const baseUrl = `http://${host}`;
  return host !== undefined && URL.canParse(baseUrl) ? baseUrl : undefined;
}

/** The headers that are no part of the protocol. */
export function headersOf({ headers }: NodeRequest): Headers {
  const all = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith(':') || value === undefined) continue;
    if (typeof value === 'string') all.set(name, value);
    else for (const one of value) all.append(name, one);
  }
  return all;
}

/** Makes of a call's headers what the library can do as we mean it. */
export function adaptHeaders(header: Headers, { methodKind }: DescMethod): void {
  if (isBeyondTimers(header)) {
    header.delete('grpc-timeout');
    header.delete('connect-timeout-ms');
  }
  if (methodKind === 'unary') return;
  // Messages of a stream are small and many: compressing each costs more than it saves.
  header.set('grpc-accept-encoding', 'identity');
  header.set('connect-accept-encoding', 'identity');
}

/** A deadline that is further away than any timer is none. */
function isBeyondTimers(header: Headers): boolean {
  const [, grpcDigits = '', unit = ''] = /^(\d{1,8})([HMSm])$/.exec(header.get('grpc-timeout') ?? '') ?? [];
  const grpcMs = Number(grpcDigits) * (MS_PER_UNIT[unit] ?? 0);
  return grpcMs > MAX_TIMER_MS || Number(header.get('connect-timeout-ms')) > MAX_TIMER_MS;
}

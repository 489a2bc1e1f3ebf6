import type { DescMethod } from '@bufbuild/protobuf';
import type { NodeRequest } from './node-http.ts';
import type { Transfer } from './transfer.ts';

/** Longest Node timer: 24.8 days. A longer one fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

const MS_PER_UNIT: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1_000, m: 1 };

/**
 * Headers that must not be repeated. A proxy might read the first value and we the second, so that the proxy would check
 * another request than we run (request smuggling). Node itself refuses two lengths, and a length beside an encoding.
 */
const SINGLE: readonly string[] = [
  'host',
  'authorization',
  'content-type',
  'content-encoding',
  'content-length',
  'transfer-encoding',
];

/** A bit for each of them. */
const BITS: ReadonlyMap<string, number> = new Map(SINGLE.map((name, index) => [name, 1 << index]));

/**
 * Node has the same limit for HTTP/1.1. HTTP/2 needs one too: with header compression a caller repeats a long header with one
 * byte.
 */
const MAX_HEADER_BYTES = 16_384;

export function areTooLong(rawHeaders: readonly string[]): boolean {
  let bytes = 0;
  for (const text of rawHeaders) bytes += text.length;
  return bytes > MAX_HEADER_BYTES;
}

/** The error in the headers of a request; undefined if there is none. */
export function headersFault({
  rawHeaders,
  headers,
}: Pick<Transfer, 'rawHeaders' | 'headers'>): string | undefined {
  let seen = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    const bit = BITS.get(name) ?? 0;
    if ((seen & bit) !== 0) return `the header ${name} is repeated`;
    seen |= bit;
  }
  const authority = headers[':authority'];
  if (authority !== undefined && headers.host !== undefined && headers.host !== authority) {
    return 'host and :authority differ';
  }
  return undefined;
}

/** Scheme and host of a request; undefined if its host is missing or not valid in a URL. */
export function baseUrlOf(request: NodeRequest): string | undefined {
  const host = 'authority' in request ? request.authority : request.headers.host;
  const baseUrl = `http://${host}`;
  return host !== undefined && URL.canParse(baseUrl) ? baseUrl : undefined;
}

/** The headers without HTTP/2's pseudo-headers. */
export function headersOf({ headers }: Pick<Transfer, 'headers'>): Headers {
  const all = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith(':') || value === undefined) continue;
    if (typeof value === 'string') all.set(name, value);
    else for (const one of value) all.append(name, one);
  }
  return all;
}

/** Removes deadlines that the library cannot handle, and turns off compression for streams. */
export function adaptHeaders(header: Headers, { methodKind }: DescMethod): void {
  if (isBeyondTimers(header)) {
    header.delete('grpc-timeout');
    header.delete('connect-timeout-ms');
  }
  if (methodKind === 'unary') return;
  // A stream has many small messages, whose compression costs more than it saves.
  header.set('grpc-accept-encoding', 'identity');
  header.set('connect-accept-encoding', 'identity');
}

/** Whether the deadline is longer than a Node timer. Such a call runs without a deadline. */
function isBeyondTimers(header: Headers): boolean {
  const [, grpcDigits = '', unit = ''] = /^(\d{1,8})([HMSm])$/.exec(header.get('grpc-timeout') ?? '') ?? [];
  const grpcMs = Number(grpcDigits) * (MS_PER_UNIT[unit] ?? 0);
  return grpcMs > MAX_TIMER_MS || Number(header.get('connect-timeout-ms')) > MAX_TIMER_MS;
}

/* What a client needs of HTTP/2 frames (RFC 9113) and of header blocks (RFC 7541), and no more. */

export const FRAME_HEADER_BYTES = 9;

export const FrameType = {
  Data: 0,
  Headers: 1,
  ResetStream: 3,
  Settings: 4,
  Ping: 6,
  GoAway: 7,
  WindowUpdate: 8,
} as const;

export const END_STREAM = 1;
export const ACK = 1;
const END_HEADERS = 4;

export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
/** Window of the other side before its first WINDOW_UPDATE, in bytes. */
export const FIRST_WINDOW = 65_535;

/** Static table entries. */
const METHOD_POST = 0x83;
const SCHEME_HTTP = 0x86;
/** Begin of a header with a new name that joins the dynamic table. */
const ADD = 0x40;
/** First entry of the dynamic table, as an indexed header. The newest header is the first. */
const NEWEST = 0x80 | 62;

export function frame(type: number, flags: number, streamId: number, payload: Uint8Array): Buffer {
  const bytes = Buffer.alloc(FRAME_HEADER_BYTES + payload.length);
  bytes.writeUIntBE(payload.length, 0, 3);
  bytes.writeUInt8(type, 3);
  bytes.writeUInt8(flags, 4);
  bytes.writeUInt32BE(streamId, 5);
  bytes.set(payload, FRAME_HEADER_BYTES);
  return bytes;
}

/** @param entries pairs of identifier and value. */
export function settingsFrame(entries: readonly (readonly [number, number])[]): Buffer {
  const payload = Buffer.alloc(entries.length * 6);
  entries.forEach(([identifier, value], index) => {
    payload.writeUInt16BE(identifier, index * 6);
    payload.writeUInt32BE(value, index * 6 + 2);
  });
  return frame(FrameType.Settings, 0, 0, payload);
}

/** @param streamId 0 for the connection. */
export function windowUpdate(streamId: number, bytes: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(bytes);
  return frame(FrameType.WindowUpdate, 0, streamId, payload);
}

type Headers = Readonly<Record<string, string>>;

/**
 * HEADERS of the requests of a connection, which all have the same headers. The first adds them to the server's table, the later
 * ones refer to it, as real clients do.
 */
export function requestHeaders(headers: Headers): { readonly first: Buffer; readonly later: Buffer } {
  const entries = Object.entries(headers);
  const first = [
    METHOD_POST,
    SCHEME_HTTP,
    ...entries.flatMap(([name, value]) => [ADD, ...text(name), ...text(value)]),
  ];
  const later = [METHOD_POST, SCHEME_HTTP, ...entries.map((_, index) => NEWEST + entries.length - 1 - index)];
  const headersFrame = (block: readonly number[]) =>
    frame(FrameType.Headers, END_HEADERS, 0, Buffer.from(block));
  return { first: headersFrame(first), later: headersFrame(later) };
}

function text(value: string): number[] {
  return [...integer(value.length), ...Buffer.from(value, 'latin1')];
}

/** An integer with a prefix of seven bits. */
function integer(value: number): number[] {
  if (value < 127) return [value];
  const bytes = [127];
  let rest = value - 127;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push(128 + (rest % 128));
  return [...bytes, rest];
}

/** Name `grpc-status` in the code of RFC 7541, appendix B, with its length, and the value 0, plain or in that code. */
const STATUS = [0x88, 0x9a, 0xca, 0xc8, 0xb2, 0x12, 0x34, 0xda, 0x8f];
const OK_PLAIN = Buffer.from([...STATUS, 0x01, 0x30]);
const OK_CODED = Buffer.from([...STATUS, 0x81, 0x07]);

/** Whether trailers say OK. The server must use no dynamic table for headers. */
export function saysOk(trailers: Buffer): boolean {
  return trailers.includes(OK_PLAIN) || trailers.includes(OK_CODED);
}

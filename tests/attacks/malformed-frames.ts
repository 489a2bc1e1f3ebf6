import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  END_STREAM,
  FrameType,
  frame,
  PREFACE,
  requestHeaders,
  settingsFrame,
} from '../bench/load/frames.ts';
import { type Attack, inParallel, untilAborted } from './attack.ts';
import { type Attacker, envelope } from './attacker.ts';

const CONNECTIONS_AT_ONCE = 16;
/** The exchange ignores some of it, and keeps the connection. */
const PATIENCE_MS = 100;
const PRIORITY = 2;
const PUSH_PROMISE = 5;
const CONTINUATION = 9;
const UNKNOWN = 0xbe;
const PADDED = 8;
const END_HEADERS = 4;
const ENABLE_PUSH = 2;
/** One more than a server takes in a frame. */
const TOO_LONG = 16_385;

/** HEADERS of a call on stream 1. */
const CALL = requestHeaders({
  ':path': '/redleaf.v1.MarketDataService/GetOrderBook',
  ':authority': 'exchange',
  'content-type': 'application/grpc+proto',
  te: 'trailers',
}).first;
CALL.writeUInt32BE(1, 5);

function headers(streamId: number, block: readonly number[], flags = END_HEADERS): Buffer {
  return frame(FrameType.Headers, flags, streamId, Buffer.from(block));
}

function body(message: Buffer): Buffer {
  return Buffer.concat([CALL, frame(FrameType.Data, END_STREAM, 1, message)]);
}

const MALFORMED: readonly Buffer[] = [
  frame(FrameType.Data, 0, 1, Buffer.alloc(100)),
  frame(FrameType.Data, PADDED, 1, Buffer.from([255, 0])),
  frame(FrameType.Data, 0, 1, Buffer.alloc(TOO_LONG)),
  headers(1, [0x80]),
  headers(1, [0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]),
  headers(1, [0x40, 0x81, 0x00]),
  headers(1, [255, 0x82], END_HEADERS | PADDED),
  headers(2, [0x83]),
  headers(0, [0x83]),
  headers(1, [0x83, 0x83, 0x83]),
  Buffer.concat([
    headers(1, [0x83], 0),
    ...Array.from({ length: 200 }, () => frame(CONTINUATION, 0, 1, Buffer.alloc(0))),
  ]),
  frame(CONTINUATION, END_HEADERS, 1, Buffer.from([0x83])),
  frame(PUSH_PROMISE, END_HEADERS, 1, Buffer.from([0, 0, 0, 2, 0x83])),
  frame(PRIORITY, 0, 1, Buffer.from([0, 0, 0, 1, 16])),
  frame(FrameType.ResetStream, 0, 0, Buffer.alloc(4)),
  frame(FrameType.Settings, 0, 0, Buffer.alloc(5)),
  settingsFrame([[ENABLE_PUSH, 2]]),
  frame(FrameType.Ping, 0, 0, Buffer.alloc(7)),
  frame(FrameType.WindowUpdate, 0, 0, Buffer.alloc(4)),
  frame(FrameType.WindowUpdate, 0, 0, Buffer.from([0x7f, 0xff, 0xff, 0xff])),
  Buffer.concat(Array.from({ length: 1_000 }, () => frame(UNKNOWN, 255, 0, Buffer.alloc(10)))),
  Buffer.concat(Array.from({ length: 1_000 }, () => frame(FrameType.Ping, 0, 0, Buffer.alloc(8)))),
  Buffer.concat(Array.from({ length: 1_000 }, () => settingsFrame([]))),
  body(envelope(Buffer.from([8, 1]), 0xfe)),
  body(Buffer.from([0, 255, 255, 255, 255])),
  body(Buffer.from([0, 0, 0, 0, 9, 8, 1])),
  body(envelope(Buffer.alloc(20, 0xff))),
  body(Buffer.alloc(3)),
];

/** New connections that each break a rule of HTTP/2, of its header compression, or of gRPC. */
export const malformedFrames: Attack = {
  name: 'malformed-frames',
  what: `new connections that each send one of ${MALFORMED.length} malformed or useless frames, ${CONNECTIONS_AT_ONCE} at a time`,
  size: { small: MALFORMED.length, large: 10_000 },
  repeats: true,
  run: (attacker, size, signal) =>
    inParallel(size, CONNECTIONS_AT_ONCE, signal, (index) => send(attacker, index, signal)),
};

async function send(attacker: Attacker, index: number, signal: AbortSignal): Promise<void> {
  const socket = attacker.connect();
  const closed = once(socket, 'close');
  attacker.tally.sent();
  socket.write(Buffer.concat([PREFACE, settingsFrame([]), MALFORMED[index % MALFORMED.length] ?? PREFACE]));
  // Without this, the socket does not see that the other side has closed.
  socket.resume();
  await untilAborted(Promise.race([closed, sleep(PATIENCE_MS)]), signal);
  if (socket.closed) attacker.tally.cut();
  else attacker.tally.answered();
  socket.destroy();
}

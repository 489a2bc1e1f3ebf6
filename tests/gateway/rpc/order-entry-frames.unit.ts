import { create, toBinary } from '@bufbuild/protobuf';
import { ConnectError } from '@connectrpc/connect';
import { describe, expect, test } from 'vitest';
import { ErrorInfoSchema } from '../../../gen/google/rpc/error_details_pb.ts';
import { OrderEntryRequestSchema } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { encodingOf, orderEntryFrames } from '../../../src/gateway/rpc/order-entry-frames.ts';
import { order } from './bad-rows.ts';
import { envelope } from './raw-grpc.ts';

const BINARY = { isJson: false, isGzip: false };

async function framesOf(bytes: Uint8Array, chunkLength: number, encoding = BINARY): Promise<Buffer[]> {
  async function* chunks() {
    for (let start = 0; start < bytes.length; start += chunkLength) {
      yield bytes.subarray(start, start + chunkLength);
    }
  }
  const frames: Buffer[] = [];
  for await (const frame of orderEntryFrames(chunks(), encoding)) {
    frames.push(Buffer.from(frame));
  }
  return frames;
}

/** The reason with which a frame is refused before any of its commands is passed on. */
async function reasonOf(message: Uint8Array, encoding = BINARY): Promise<string | undefined> {
  const error = await framesOf(envelope(message), 1_000, encoding).then(() => undefined, ConnectError.from);
  return error?.findDetails(ErrorInfoSchema)[0]?.reason;
}

const places = (count: number) =>
  toBinary(
    OrderEntryRequestSchema,
    create(OrderEntryRequestSchema, {
      commands: Array.from({ length: count }, () => ({
        command: { case: 'place' as const, value: order() },
      })),
    }),
  );

describe('frames', () => {
  const frames = [places(3), new Uint8Array(), places(1_024), places(1)].map((message) => envelope(message));

  test.each([1, 2, 5, 6, 7, 1_000, 100_000])('come whole of chunks of %i bytes', async (chunkLength) => {
    expect(await framesOf(Buffer.concat(frames), chunkLength)).toEqual(
      frames.map((frame) => Buffer.from(frame)),
    );
  });

  test('one that is cut short is handed on as it is', async () => {
    const cut = Buffer.concat(frames).subarray(0, -1);
    const found = await framesOf(cut, 100);
    expect(found).toHaveLength(4);
    expect(Buffer.concat(found)).toEqual(cut);
  });
});

describe('a frame that is larger than any of a thousand empty commands', () => {
  const filler = places(320);

  test.each([
    ['many commands', Buffer.alloc(20_000, Buffer.from([0x0a, 0x00]))],
    [
      'many messages in one command',
      // 2,000 times place and cancel alternately, each of which replaces the one before.
      Buffer.concat([
        Buffer.from([0x0a, 0xc0, 0x3e]),
        Buffer.alloc(8_000, Buffer.from([0x0a, 0x00, 0x1a, 0x00])),
      ]),
    ],
  ])('is too large with %s', async (_what, message) => {
    expect(await reasonOf(Buffer.concat([filler, message]))).toBe('MESSAGE_TOO_LARGE');
  });

  test.each([
    ['a command that says that it is a number', [0x08, 0x00]],
    ['a command that says that it is a group', [0x0b, 0x0c]],
    ['a text that says that it is a number', [0x0a, 0x04, 0x0a, 0x02, 0x38, 0x05]],
    ['a text that is longer than its order', [0x0a, 0x04, 0x0a, 0x02, 0x3a, 0x05]],
    ['a command that is longer than the frame', [0x0a, 0x7f]],
  ])('is malformed with %s', async (_what, bytes) => {
    expect(await reasonOf(Buffer.concat([filler, Buffer.from(bytes), filler]))).toBe('MESSAGE_MALFORMED');
  });

  test('is too large with many values in JSON, and commas in its texts are none', async () => {
    const json = { isJson: true, isGzip: false };
    expect(await reasonOf(Buffer.from(`[${'{},'.repeat(20_000)}`), json)).toBe('MESSAGE_TOO_LARGE');
    expect(await reasonOf(Buffer.from(`["\\"${'{},'.repeat(20_000)}"`), json)).toBeUndefined();
  });
});

test.each([
  ['application/grpc+proto', { 'grpc-encoding': 'gzip', 'connect-content-encoding': 'identity' }],
  ['application/grpc-web+proto', { 'grpc-encoding': 'gzip' }],
  ['application/connect+proto', { 'connect-content-encoding': 'gzip', 'grpc-encoding': 'identity' }],
])('frames of %s are compressed when the header of that protocol says so', (contentType, headers) => {
  const header = (others: Record<string, string>) => new Headers({ 'content-type': contentType, ...others });
  expect(encodingOf(header(headers))).toEqual({ isJson: false, isGzip: true });
  const swapped = Object.entries(headers).map(([name, value]) => [
    name,
    value === 'gzip' ? 'identity' : 'gzip',
  ]);
  expect(encodingOf(header(Object.fromEntries(swapped)))).toEqual({ isJson: false, isGzip: false });
});

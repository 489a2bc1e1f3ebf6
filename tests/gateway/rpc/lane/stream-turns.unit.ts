import { once } from 'node:events';
import { type ClientHttp2Stream, connect, createServer, type ServerHttp2Stream } from 'node:http2';
import { setImmediate as turnOfLoop } from 'node:timers/promises';
import pino from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { MarketDataService } from '../../../../gen/redleaf/v1/market_data_service_pb.ts';
import { Call } from '../../../../src/gateway/http/admission/call.ts';
import { openHolder } from '../../../../src/gateway/http/admission/holder.ts';
import { Http2Transfer } from '../../../../src/gateway/http/transfer.ts';
import { LaneCaller } from '../../../../src/gateway/rpc/lane/lane-caller.ts';
import { LaneStreams } from '../../../../src/gateway/rpc/lane/lane-streams.ts';
import { StreamCall } from '../../../../src/gateway/rpc/lane/stream-call.ts';
import type { StreamSource } from '../../../../src/gateway/rpc/lane/stream-rpc.ts';
import { envelope } from '../raw-grpc.ts';

const method = MarketDataService.method.streamOrderBook;
const HEARTBEAT_MS = 60_000;
/** More than a stream takes without a wait. */
const LONG_BYTES = 100_000;
const PLENTY = {
  ...{ requests: 10, calls: 10, cancels: 10, streams: 10, subscriptions: 10 },
  ...{ arrivingBytes: 1_000_000, leavingBytes: 10_000_000 },
};

/** Long messages, of which none is the last. */
class LongMessages implements StreamSource {
  readonly isLong = true;
  onNews: (() => void) | undefined;
  sent = 0;

  poll(): Uint8Array {
    this.sent += 1;
    return Buffer.alloc(LONG_BYTES);
  }

  heartbeat(): undefined {}
  close(): void {}
}

/** Serves one stream of a source. Returns the turns that wait, and the stream of the caller, who reads nothing yet. */
async function serve(source: StreamSource) {
  const turns: (() => void)[] = [];
  const turn = () => new Promise<void>((resolve) => void turns.push(resolve));
  const shutdown = new AbortController().signal;
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('listening on no TCP port');
  server.on('stream', (stream: ServerHttp2Stream, headers, _flags, rawHeaders) => {
    const transfer = new Http2Transfer(stream, headers, rawHeaders, false);
    const call = new Call(transfer, openHolder('anonymous', PLENTY), {
      ...{ address: '', rate: undefined, clock: { sweep: 0 } },
      metrics: { refused() {}, closedUnread() {}, expelled() {} },
    });
    const auth = { endOf: () => shutdown, partyOf: () => undefined };
    const caller = new LaneCaller({
      ...{ method, requestId: '', caller: undefined, deadlineMs: Number.POSITIVE_INFINITY, startMs: 0 },
      ...{ auth, shutdown, logger: pino({ level: 'silent' }), end() {} },
    });
    const rpc = { method, maxBytes: 100, open: () => source };
    new StreamCall(stream, call, { rpc, caller, streams: new LaneStreams(HEARTBEAT_MS, shutdown), turn });
  });
  const session = connect(`http://127.0.0.1:${address.port}`);
  onTestFinished(() => session.destroy());
  const stream: ClientHttp2Stream = session.request({ ':method': 'POST' }).pause();
  stream.end(envelope(new Uint8Array()));
  await once(stream, 'response');
  return { turns, stream };
}

test('a long message waits for a turn when the caller has taken the one before', async () => {
  const source = new LongMessages();
  const { turns, stream } = await serve(source);
  await expect.poll(() => source.sent).toBe(1);
  expect(turns).toHaveLength(0);
  stream.resume();
  await expect.poll(() => turns.length).toBe(1);
  await turnOfLoop();
  expect(source.sent).toBe(1);
  turns[0]?.();
  await expect.poll(() => source.sent).toBe(2);
});

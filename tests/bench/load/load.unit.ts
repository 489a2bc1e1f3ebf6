import { createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import { afterEach, describe, expect, it } from 'vitest';
import { envelope } from '../../attacks/attacker.ts';
import { loadUnary } from './unary-load.ts';

const ANSWER = envelope(new Uint8Array([8, 1]));
const LOAD = {
  serverPid: process.pid,
  path: '/redleaf.v1.OrderService/PlaceOrder',
  token: 'a'.repeat(200),
  messages: [ANSWER.toString('base64')],
  connections: 2,
  inFlight: 8,
  warmMs: 10,
  measureMs: 300,
};

let server: Http2Server | undefined;
afterEach(() => server?.close());

/** A gRPC server that answers each call with `answer`. */
async function serve(answer: (stream: ServerHttp2Stream, call: number) => void): Promise<string> {
  let calls = 0;
  server = createServer();
  server.on('stream', (stream, headers) => {
    expect(headers[':path']).toBe(LOAD.path);
    expect(headers.authorization).toBe(`Bearer ${LOAD.token}`);
    calls += 1;
    answer(stream, calls);
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}`;
}

function end(stream: ServerHttp2Stream, status: string): void {
  stream.respond({ ':status': 200 }, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status }));
  stream.end(ANSWER);
}

describe('the client of the benchmarks', () => {
  it('counts the answers', async () => {
    let answered = 0;
    const url = await serve((stream) => {
      answered += 1;
      end(stream, '0');
    });
    const { perSecond, p50 } = await loadUnary({ ...LOAD, url });
    expect(answered).toBeGreaterThan(LOAD.inFlight);
    expect(perSecond).toBeGreaterThan(0);
    expect(p50).toBeGreaterThan(0);
  });

  it('fails at an answer with an error', async () => {
    const url = await serve((stream, call) => end(stream, call === 3 ? '7' : '0'));
    await expect(loadUnary({ ...LOAD, url })).rejects.toThrow('refused');
  });

  it('fails at a reset stream', async () => {
    const url = await serve((stream, call) => (call === 3 ? stream.close(8) : end(stream, '0')));
    await expect(loadUnary({ ...LOAD, url })).rejects.toThrow('reset with code 8');
  });

  it('fails at an answer without trailers', async () => {
    const url = await serve((stream, call) => {
      if (call !== 3) return end(stream, '0');
      stream.respond({ ':status': 200 });
      stream.end(ANSWER);
    });
    await expect(loadUnary({ ...LOAD, url })).rejects.toThrow('no trailers');
  });
});

import { createServer, type ServerHttp2Stream } from 'node:http2';
import { envelope } from '../../attacks/attacker.ts';
import { Envelopes } from '../load/envelopes.ts';

/* The server of `fan-out-grpc.ts` on `node:http2` alone: what its writes to streams cost at least. */

const subscribers = new Set<ServerHttp2Stream>();
const server = createServer();
server.on('stream', (stream, headers) => {
  stream.on('error', () => undefined);
  const messages = new Envelopes((message) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc+proto' }, { waitForTrailers: true });
    stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    if (headers[':path'] === '/bench.FanOut/Subscribe') subscribe(stream, Buffer.from(message));
    else {
      write(message);
      stream.end(envelope(Buffer.alloc(0)));
    }
  });
  stream.on('data', (chunk: Buffer) => messages.push(chunk));
});

function subscribe(stream: ServerHttp2Stream, first: Buffer): void {
  subscribers.add(stream);
  stream.once('close', () => subscribers.delete(stream));
  stream.write(envelope(first));
}

/** The first byte says how often the rest is written. */
function write(message: Buffer): void {
  const bytes = envelope(message.subarray(1));
  for (const subscriber of subscribers) {
    for (let count = 0; count < message.readUInt8(); count += 1) subscriber.write(bytes);
  }
}

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  process.send?.(`http://127.0.0.1:${address.port}`);
});
process.once('disconnect', () => process.exit(0));

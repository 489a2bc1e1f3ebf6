import { createServer } from 'node:http2';
import { envelope } from '../../attacks/attacker.ts';

/* The fastest gRPC answers that node:http2 gives: the same bytes for everyone, without reading the request. */

const answer = envelope(new Uint8Array([8, 1]));
const server = createServer();
server.on('stream', (stream) => {
  stream.respond({ ':status': 200, 'content-type': 'application/grpc+proto' }, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.end(answer);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') process.send?.(`http://127.0.0.1:${address?.port}`);
});
process.once('disconnect', () => process.exit(0));

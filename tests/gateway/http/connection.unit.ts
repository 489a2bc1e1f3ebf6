import { once } from 'node:events';
import { connect, createServer, type ServerHttp2Session } from 'node:http2';
import { Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { Addresses } from '../../../src/gateway/http/admission/addresses.ts';
import { Connection } from '../../../src/gateway/http/admission/connection.ts';
import { openHolder } from '../../../src/gateway/http/admission/holder.ts';

const NOTHING = {
  requests: 0,
  calls: 0,
  cancels: 0,
  streams: 0,
  subscriptions: 0,
  arrivingBytes: 0,
  leavingBytes: 0,
};

async function openSession(): Promise<ServerHttp2Session> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('listening on no TCP port');
  const client = connect(`http://127.0.0.1:${address.port}`).on('error', () => undefined);
  onTestFinished(() => {
    client.destroy();
    server.close();
  });
  const [session] = await once(server, 'session');
  return session;
}

test('closing a connection whose session has ended by itself closes its socket', async () => {
  const holder = openHolder('anonymous', NOTHING);
  const address = new Addresses({
    callsPerSecond: 0,
    maxConnections: 1,
    openHolders: () => ({ holder, probes: holder }),
  }).connect('192.0.2.1', 0);
  if (address === undefined) throw new Error('the first connection is let in');
  const socket = new Socket();
  const connection = new Connection(socket, address, holder, { sweep: 0 });
  const session = await openSession();
  connection.begin(session);
  session.destroy();
  connection.destroy();
  expect(socket.destroyed).toBe(true);
});

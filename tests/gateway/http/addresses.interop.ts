import { connect } from 'node:net';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SessionService } from '../../../gen/redleaf/v1/session_service_pb.ts';
import { ExchangeUnderTest, PASSWORD } from '../running-exchange.ts';

/** More guesses than are free. */
const GUESSES = 12;

let exchange: ExchangeUnderTest;
beforeAll(async () => {
  exchange = await ExchangeUnderTest.start();
});
afterAll(() => exchange.stop());

/** gRPC over HTTP/2, from one of this machine's addresses. */
function sessionsFrom(localAddress: string) {
  const { hostname, port } = new URL(exchange.url);
  const createConnection = () => connect({ host: hostname, port: Number(port), localAddress });
  return createClient(
    SessionService,
    createGrpcTransport({ baseUrl: exchange.url, nodeOptions: { createConnection } }),
  );
}

async function codeOf(call: Promise<unknown>): Promise<Code | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    return ConnectError.from(error).code;
  }
}

test('over HTTP/2 too, callers are distinguished by their addresses', async () => {
  const guesser = sessionsFrom('127.6.6.6');
  const guesses = Array.from({ length: GUESSES }, (_, guess) =>
    codeOf(guesser.login({ partyId: 'alice', password: `guess ${guess}` })),
  );
  expect(await Promise.all(guesses)).toContain(Code.ResourceExhausted);
  const owner = ['127.0.0.1', '127.7.7.7'].map((address) =>
    codeOf(sessionsFrom(address).login({ partyId: 'alice', password: PASSWORD })),
  );
  expect(await Promise.all(owner)).toEqual([undefined, undefined]);
});

import { durationMs } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ErrorInfoSchema, RetryInfoSchema } from '../../../gen/google/rpc/error_details_pb.ts';
import { SessionService } from '../../../gen/redleaf/v1/session_service_pb.ts';
import { ExchangeUnderTest, PASSWORD } from '../running-exchange.ts';

/** More guesses than are free. */
const GUESSES = 12;

let exchange: ExchangeUnderTest;
beforeAll(async () => {
  exchange = await ExchangeUnderTest.start();
});
afterAll(() => exchange.stop());

async function reasonOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'done';
  } catch (error) {
    const { code, ...rest } = ConnectError.from(error);
    const [info] = ConnectError.from(error).findDetails(ErrorInfoSchema);
    if (info?.reason !== 'LOGIN_DELAYED') return info?.reason ?? String(rest.rawMessage);
    expect(code).toBe(Code.ResourceExhausted);
    expect(Number(info.metadata['retry_after_ms'])).toBeGreaterThan(0);
    const [retry] = ConnectError.from(error).findDetails(RetryInfoSchema);
    const retryMs = retry?.retryDelay === undefined ? undefined : durationMs(retry.retryDelay);
    expect(retryMs).toBe(Number(info.metadata['retry_after_ms']));
    return info.reason;
  }
}

const times = <T>(make: (count: number) => Promise<T>) =>
  Promise.all(Array.from({ length: GUESSES }, (_, count) => make(count)));

test('logins with wrong passwords are delayed, those of a party that is known there are not', async () => {
  const sessions = createClient(SessionService, exchange.transport);
  const guess = (count: number) =>
    reasonOf(sessions.login({ partyId: 'mallory', password: `guess ${count}` }));
  const reasons = await times(guess);
  expect(reasons.filter((reason) => reason === 'CREDENTIALS_INVALID')).toHaveLength(11);
  expect(reasons.filter((reason) => reason === 'LOGIN_DELAYED')).toHaveLength(1);
  expect(await reasonOf(sessions.login({ partyId: 'alice', password: PASSWORD }))).toBe('done');
});

test('so are wrong passwords of a party that changes its own', async () => {
  const sessions = createClient(SessionService, exchange.transport);
  const reasons = await times((count) =>
    reasonOf(
      sessions.changePassword(
        { currentPassword: `guess ${count}`, newPassword: 'another one' },
        { headers: exchange.headers.alice },
      ),
    ),
  );
  expect(reasons.filter((reason) => reason === 'LOGIN_DELAYED')).toHaveLength(1);
});

test('so are passwords that come with a REST request', async () => {
  const responses = await times((count) =>
    fetch(`${exchange.url}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ party_id: 'bob', password: `guess ${count}` }),
    }),
  );
  const [delayed, ...others] = responses.filter(({ status }) => status === 429);
  expect(others).toEqual([]);
  expect(delayed?.headers.get('retry-after')).toBe('1');
  expect(await delayed?.json()).toEqual({ detail: 'too many wrong passwords: try again in 1 s' });
  expect(responses.filter(({ status }) => status === 401)).toHaveLength(11);
});

import { Code, createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { RedleafError } from '@redleaf/client';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { AdminService } from '../../../gen/redleaf/v1/admin_service_pb.ts';
import { OrderType, Side } from '../../../gen/redleaf/v1/order_pb.ts';
import { OrderService } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { SessionService } from '../../../gen/redleaf/v1/session_service_pb.ts';
import { Sessions } from '../../../src/auth/sessions.ts';
import { startExchange } from '../../../src/main.ts';
import { loadConfig } from '../../../src/settings/config.ts';
import { ExchangeUnderTest, PASSWORD } from '../running-exchange.ts';

let exchange: ExchangeUnderTest;

beforeAll(async () => {
  exchange = await ExchangeUnderTest.start();
});

afterAll(() => exchange.stop());

describe('ListParties', () => {
  const list = (pageSize = 0, pageToken = '') =>
    exchange.admin.listParties({ pageSize, pageToken }, { headers: exchange.headers.admin });

  it('lists parties in the order in which they were added', async () => {
    const { parties, nextPageToken } = await list();
    expect(parties.map(({ partyId, isAdmin }) => [partyId, isAdmin])).toEqual([
      ['admin', true],
      ['alice', false],
      ['bob', false],
    ]);
    expect(nextPageToken).toBe('');
  });

  it('gives pages without a gap or a repeat', async () => {
    const first = await list(2);
    expect(first.parties.map(({ partyId }) => partyId)).toEqual(['admin', 'alice']);
    const second = await list(2, first.nextPageToken);
    expect(second.parties.map(({ partyId }) => partyId)).toEqual(['bob']);
    expect(second.nextPageToken).toBe('');
  });

  it.each(['alice', 'bob'] as const)('is not for %s', async (party) => {
    const refused = exchange.admin.listParties({}, { headers: exchange.headers[party] });
    expect(RedleafError.from(await refused.catch((error: unknown) => error)).reason).toBe('ADMIN_REQUIRED');
  });

  it('refuses a page that is too large', async () => {
    const error = RedleafError.from(await list(1_001).catch((thrown: unknown) => thrown));
    expect(error).toMatchObject({ reason: 'FIELD_OUT_OF_RANGE', field: 'page_size' });
  });
});

describe('GetSession', () => {
  it('says whose the session is and when it ends', async () => {
    const sessions = createClient(SessionService, exchange.transport);
    const { token, expireTimeNs } = await sessions.login({ partyId: 'admin', password: PASSWORD });
    const headers = { authorization: `Bearer ${token}` };
    expect(await sessions.getSession({}, { headers })).toMatchObject({
      partyId: 'admin',
      isAdmin: true,
      expireTimeNs,
    });
    await sessions.logout({}, { headers });
    const over = await sessions.getSession({}, { headers }).catch((error: unknown) => error);
    expect(RedleafError.from(over).reason).toBe('TOKEN_INVALID');
  });
});

describe('a party that is disabled', () => {
  const asAdmin = () => ({ headers: exchange.headers.admin });
  const sessions = () => createClient(SessionService, exchange.transport);
  const reasonOf = async (call: Promise<unknown>) =>
    RedleafError.from(await call.catch((error: unknown) => error)).reason;
  const logIn = async (partyId: string, password = PASSWORD) => {
    const { token } = await sessions().login({ partyId, password });
    return { headers: { authorization: `Bearer ${token}` } };
  };

  it('cannot log in, its sessions and streams end, its orders stay; and then it may again', async () => {
    await exchange.admin.createParty({ partyId: 'eve', password: PASSWORD }, asAdmin());
    const eve = await logIn('eve');
    const instrumentId = await exchange.createInstrument('EVE');
    const orders = createClient(OrderService, exchange.transport);
    const order = { instrumentId, side: Side.BUY, orderType: OrderType.LIMIT, price: 100n, quantity: 1n };
    const { orderId } = await orders.placeOrder(order, eve);
    const stream = orders.streamExecutions({}, eve)[Symbol.asyncIterator]();
    await stream.next();

    await exchange.admin.disableParty({ partyId: 'eve' }, asAdmin());
    expect(await reasonOf(stream.next())).toBe('TOKEN_INVALID');
    expect(await reasonOf(orders.placeOrder(order, eve))).toBe('TOKEN_INVALID');
    expect(await reasonOf(logIn('eve'))).toBe('PARTY_DISABLED');
    // A wrong password does not reveal it.
    expect(await reasonOf(logIn('eve', 'a wrong password'))).toBe('CREDENTIALS_INVALID');
    const rest = await fetch(`${exchange.url}/cancel_all`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ instrument_id: instrumentId, party_id: 'eve', password: PASSWORD }),
    });
    expect(rest.status).toBe(403);
    const { parties } = await exchange.admin.listParties({}, asAdmin());
    expect(parties.find(({ partyId }) => partyId === 'eve')).toMatchObject({ isDisabled: true });

    await exchange.admin.enableParty({ partyId: 'eve' }, asAdmin());
    const again = await logIn('eve');
    expect(await orders.listOpenOrders({}, again)).toMatchObject({ orders: [{ orderId }] });
  });

  it('is still disabled after a restart', async () => {
    const first = await ExchangeUnderTest.start();
    onTestFinished(() => first.stop());
    // Like a kill before the sessions ended.
    const closeAll = vi.spyOn(Sessions.prototype, 'closeAll').mockImplementationOnce(() => {});
    await first.admin.disableParty({ partyId: 'bob' }, { headers: first.headers.admin });
    expect(closeAll).toHaveBeenCalledOnce();
    const own = (headers: { readonly authorization: string }, at = first.transport) =>
      reasonOf(createClient(SessionService, at).getSession({}, { headers }));
    expect(await own(first.headers.bob)).toBe('TOKEN_INVALID');
    await first.running.stop();
    const config = loadConfig({ PORT: '0', GATEWAYS: '0', DATA_DIR: first.dataDir, LOG_LEVEL: 'silent' }, {});
    const second = await startExchange(config);
    onTestFinished(() => second.stop());
    const transport = createConnectTransport({ baseUrl: second.url, httpVersion: '1.1' });
    const login = createClient(SessionService, transport).login({ partyId: 'bob', password: PASSWORD });
    expect(await reasonOf(login)).toBe('PARTY_DISABLED');
    // Ended sessions stay ended.
    const admin = createClient(AdminService, transport);
    await admin.enableParty({ partyId: 'bob' }, { headers: first.headers.admin });
    expect(await own(first.headers.bob, transport)).toBe('TOKEN_INVALID');
  });

  it('is one of two administrators who disable each other, never both', async () => {
    await exchange.admin.createParty({ partyId: 'other', password: PASSWORD, isAdmin: true }, asAdmin());
    const other = await logIn('other');
    const outcomes = await Promise.allSettled([
      exchange.admin.disableParty({ partyId: 'other' }, asAdmin()),
      exchange.admin.disableParty({ partyId: 'admin' }, other),
    ]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    if (outcomes[0]?.status === 'fulfilled') return;
    await exchange.admin.enableParty({ partyId: 'admin' }, other);
    Object.assign(exchange.headers.admin, (await logIn('admin')).headers);
  });

  it('is never the last administrator', async () => {
    expect(await reasonOf(exchange.admin.disableParty({ partyId: 'admin' }, asAdmin()))).toBe(
      'FIELD_INVALID',
    );
  });
});

describe('ListSessions and EndSessions', () => {
  const asAdmin = () => ({ headers: exchange.headers.admin });
  const sessionsOf = (partyId: string) => exchange.admin.listSessions({ partyId }, asAdmin());

  it('tell sessions without their tokens, and end one or all of a party', async () => {
    await exchange.admin.createParty({ partyId: 'sam', password: PASSWORD }, asAdmin());
    const client = createClient(SessionService, exchange.transport);
    const logIn = async () => ({
      authorization: `Bearer ${(await client.login({ partyId: 'sam', password: PASSWORD })).token}`,
    });
    const [first, second] = [await logIn(), await logIn()];
    const { sessions } = await sessionsOf('sam');
    expect(sessions).toMatchObject([{ partyId: 'sam', address: '127.0.0.1' }, { partyId: 'sam' }]);
    expect(
      JSON.stringify(sessions, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
    ).not.toContain(first.authorization.slice(7, 20));
    const [one] = sessions;
    await exchange.admin.endSessions(
      { which: { case: 'sessionId', value: one?.sessionId ?? '' } },
      asAdmin(),
    );
    await expect(client.getSession({}, { headers: first })).rejects.toThrow();
    await client.getSession({}, { headers: second });
    await exchange.admin.endSessions({ which: { case: 'partyId', value: 'sam' } }, asAdmin());
    await expect(client.getSession({}, { headers: second })).rejects.toThrow();
    expect((await sessionsOf('sam')).sessions).toEqual([]);
    const all = await exchange.admin.listSessions({ pageSize: 1 }, asAdmin());
    expect(all.sessions).toHaveLength(1);
    expect(all.nextPageToken).not.toBe('');
  });
});

describe('a number that is too large', () => {
  it.each([
    ['price', 2n ** 53n, { min: '1', max: '5000' }],
    ['price', -(2n ** 63n), { min: '1', max: '5000' }],
    ['quantity', 2n ** 53n, { min: '1', max: '70' }],
    ['quantity', 2n ** 63n - 1n, { min: '1', max: '70' }],
    ['quantity', 71n, { min: '1', max: '70' }],
  ])('of %s %s is refused with the bounds of the instrument', async (field, value, bounds) => {
    const symbol = `B-${field}-${value}`.slice(0, 16);
    const instrumentId = await exchange.createInstrument(symbol, { maxPrice: 5_000n, maxQuantity: 70n });
    const orders = createClient(OrderService, exchange.transport);
    const order = { instrumentId, side: Side.BUY, orderType: OrderType.LIMIT, price: 100n, quantity: 1n };
    const headers = exchange.headers.alice;
    const refused = await orders
      .placeOrder({ ...order, [field]: value }, { headers })
      .catch((error: unknown) => error);
    expect(RedleafError.from(refused)).toMatchObject({
      reason: 'FIELD_OUT_OF_RANGE',
      field,
      metadata: bounds,
    });
    const { orderId } = await orders.placeOrder(order, { headers });
    const reference = { reference: { case: 'orderId', value: orderId } } as const;
    const amend = await orders
      .amendOrder({ order: reference, [field]: value }, { headers })
      .catch((error: unknown) => error);
    expect(RedleafError.from(amend).metadata).toEqual(bounds);
  });
});

it('a token of a few minutes is renewed, up to the length of a session', async () => {
  const client = createClient(SessionService, exchange.transport);
  const { token, expireTimeNs } = await client.login({
    partyId: 'alice',
    password: PASSWORD,
    tokenMinutes: 5,
  });
  const minutesLeft = (timeNs: bigint) =>
    Math.round(Number(timeNs / 1_000_000n - BigInt(Date.now())) / 60_000);
  expect(minutesLeft(expireTimeNs)).toBe(5);
  const headers = { authorization: `Bearer ${token}` };
  const renewed = await client.renewSession({ tokenMinutes: 10 }, { headers });
  expect(minutesLeft(renewed.expireTimeNs)).toBe(10);
  expect((await client.getSession({}, { headers })).expireTimeNs).toBe(renewed.expireTimeNs);
  const whole = await client.renewSession({}, { headers });
  expect(minutesLeft(whole.expireTimeNs)).toBe(720);
  const unknown = client.renewSession({}, { headers: { authorization: 'Bearer of-nobody' } });
  await expect(unknown).rejects.toMatchObject({ code: Code.Unauthenticated });
});

import { createClient } from '@connectrpc/connect';
import { RedleafError } from '@redleaf/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OrderType, Side } from '../../gen/redleaf/v1/order_pb.ts';
import { OrderService } from '../../gen/redleaf/v1/order_service_pb.ts';
import { SessionService } from '../../gen/redleaf/v1/session_service_pb.ts';
import { ExchangeUnderTest, PASSWORD } from './running-exchange.ts';

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

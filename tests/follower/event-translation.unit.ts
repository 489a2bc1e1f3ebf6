import { expect, test } from 'vitest';
import { EventTranslation } from '../../src/follower/event-translation.ts';
import type { OrderState } from '../../src/follower/writer.ts';
import { decodeBatch } from '../../src/journal/batch-decoder.ts';
import { limit, testExchange } from '../exchange/test-exchange.ts';
import { eventsOf, everyKind } from '../writers/write-commands.ts';

test('tells every event once, in order, with the orders as the views know them', async () => {
  const { exchange, journal, feeds } = await testExchange();
  await exchange.submitAll(everyKind());
  const translation = new EventTranslation(1, 0, 1_000);
  for (const batch of journal.read(0)) decodeBatch(batch.bytes, translation);
  const events = translation.takeGroup() ?? [];
  expect(events.map(({ sequence }) => sequence)).toEqual(
    Array.from({ length: journal.lastSequence }, (_, index) => index + 1),
  );
  const latest = new Map<number, OrderState>();
  for (const event of events) {
    if (event.kind === 'traded')
      latest.set(event.maker.orderId, event.maker).set(event.taker.orderId, event.taker);
    else if ('order' in event) latest.set(event.order.orderId, event.order);
  }
  expect(latest.size).toBe(6);
  for (const [orderId, state] of latest) {
    const { kind, partyId, ...same } = state;
    expect(feeds.orders.get(orderId)).toMatchObject(same);
    const kinds: Readonly<Record<number, string>> = { 4: 'IOC', 5: 'MARKET' };
    expect(kind).toBe(kinds[orderId] ?? 'GTC');
    expect(partyId).toBe(orderId === 3 || orderId === 4 ? 'bob' : 'alice');
  }
});

test('a command stays in one group, however long it is; short ones share a group', async () => {
  const sells = Array.from({ length: 5 }, () => limit('sell', 100, 10, { partyNumber: 1 }));
  const groups = await eventsOf([...sells, limit('buy', 100, 50), limit('sell', 100, 10)], 4);
  expect(groups.map((group) => group.map(({ kind }) => kind))).toEqual([
    ['instrumentCreated', 'partyCreated', 'partyCreated'],
    ['accepted', 'rested', 'accepted', 'rested'],
    ['accepted', 'rested', 'accepted', 'rested'],
    ['accepted', 'rested'],
    ['accepted', 'traded', 'traded', 'traded', 'traded', 'traded'],
    ['accepted', 'rested'],
  ]);
});

test('tells only what comes after the cursor, and knows the orders from before', async () => {
  const { exchange, journal } = await testExchange();
  await exchange.submitAll([limit('sell', 100, 20), limit('buy', 100, 10)]);
  const translation = new EventTranslation(1, 5, 1_000);
  for (const batch of journal.read(0)) decodeBatch(batch.bytes, translation);
  expect(translation.takeGroup()).toMatchObject([
    { sequence: 6, kind: 'accepted' },
    {
      sequence: 7,
      kind: 'traded',
      maker: { partyId: 'bob', leavesQuantity: 10 },
      taker: { partyId: 'alice' },
    },
  ]);
});

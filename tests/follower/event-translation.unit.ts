import { expect, test } from 'vitest';
import { EventTranslation } from '../../src/follower/event-translation.ts';
import type { WriterOrder } from '../../src/follower/writer.ts';
import { decodeBatch } from '../../src/journal/batch-decoder.ts';
import { limit, testExchange } from '../exchange/test-exchange.ts';
import { eventsIn } from '../writers/frames.ts';
import { everyKind, framesOf } from '../writers/write-commands.ts';

test('has every event once, in order, with the orders as the views know them', async () => {
  const { exchange, journal, feeds } = await testExchange();
  await exchange.submitAll(everyKind());
  const translation = new EventTranslation(1, 0, 1_000);
  for (const batch of journal.read(0)) decodeBatch(batch.bytes, translation);
  const events = eventsIn(translation.takeGroup() ?? []);
  expect(events.map(({ sequence }) => sequence)).toEqual(
    Array.from({ length: journal.lastSequence }, (_, index) => index + 1),
  );
  const latest = new Map<number, WriterOrder>();
  for (const event of events) {
    if (event.kind === 'orderTraded')
      latest.set(event.maker.orderId, event.maker).set(event.taker.orderId, event.taker);
    else if ('order' in event) latest.set(event.order.orderId, event.order);
  }
  expect(latest.size).toBe(6);
  for (const [orderId, { partyId, ...order }] of latest) {
    expect(feeds.orders.get(orderId)).toMatchObject(order);
    expect(partyId).toBe(orderId === 3 || orderId === 4 ? 'bob' : 'alice');
  }
});

test('a frame stays in one group, however long it is; short ones share a group', async () => {
  const sells = Array.from({ length: 5 }, () => limit('sell', 100, 10, { partyNumber: 1 }));
  const groups = await framesOf([...sells, limit('buy', 100, 50), limit('sell', 100, 10)], 4);
  expect(groups.map((group) => group.map(({ events }) => events.map(({ kind }) => kind)))).toEqual([
    [['instrumentCreated'], ['partyCreated'], ['partyCreated']],
    [
      ['orderAccepted', 'orderRested'],
      ['orderAccepted', 'orderRested'],
    ],
    [
      ['orderAccepted', 'orderRested'],
      ['orderAccepted', 'orderRested'],
    ],
    [['orderAccepted', 'orderRested']],
    [['orderAccepted', 'orderTraded', 'orderTraded', 'orderTraded', 'orderTraded', 'orderTraded']],
    [['orderAccepted', 'orderRested']],
  ]);
});

test('has only the frames after the cursor, and knows the orders from before', async () => {
  const { exchange, journal } = await testExchange();
  await exchange.submitAll([limit('sell', 100, 20), limit('buy', 100, 10)]);
  const translation = new EventTranslation(1, 5, 1_000);
  for (const batch of journal.read(0)) decodeBatch(batch.bytes, translation);
  expect(translation.timeNs).toBeGreaterThan(0n);
  expect(eventsIn(translation.takeGroup() ?? [])).toMatchObject([
    { sequence: 6, kind: 'orderAccepted' },
    {
      sequence: 7,
      kind: 'orderTraded',
      maker: { partyId: 'bob', progress: { leavesQuantity: 10, notional: 1_000n } },
      taker: { partyId: 'alice' },
    },
  ]);
});

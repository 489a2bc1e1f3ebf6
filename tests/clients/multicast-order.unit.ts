import { expect, test } from 'vitest';
import {
  type MulticastEvent,
  type MulticastHeartbeat,
  readDatagram,
} from '../../clients/typescript/multicast-message.ts';
import { MulticastOrder } from '../../clients/typescript/multicast-order.ts';

function event(sequence: number, session = '100'): MulticastEvent {
  return { type: 'CANCEL', instrument_id: 1, order_id: sequence, session, sequence };
}

function heartbeat(sequence: number, session = '100'): MulticastHeartbeat {
  return { type: 'HEARTBEAT', timestamp: 0n, started: 0n, session, sequence };
}

function drain(order: MulticastOrder): string[] {
  const all: string[] = [];
  for (let next = order.next(); next !== undefined; next = order.next())
    all.push(`${next.session}/${next.sequence}`);
  return all;
}

test('gives each event once and in order, whatever comes twice or early', () => {
  const order = new MulticastOrder('now');
  for (const sequence of [5, 7, 6, 6, 5, 8]) order.take(event(sequence));
  expect(drain(order)).toEqual(['100/5', '100/6', '100/7', '100/8']);
  order.take(event(8));
  expect(drain(order)).toEqual([]);
  expect(order.gap).toBeUndefined();
});

test('knows what is missing, also at the end, by a heartbeat', () => {
  const order = new MulticastOrder('beginning');
  for (const sequence of [1, 4, 5, 8]) order.take(event(sequence));
  expect(drain(order)).toEqual(['100/1']);
  expect(order.gap).toEqual({ session: '100', firstSequence: 2, lastSequence: 8 });
  order.take(event(3));
  order.take(event(2));
  expect(drain(order)).toEqual(['100/2', '100/3', '100/4', '100/5']);
  expect(order.gap).toEqual({ session: '100', firstSequence: 6, lastSequence: 8 });
  order.take(event(6));
  order.take(event(7));
  order.take(heartbeat(10));
  expect(drain(order)).toHaveLength(3);
  expect(order.gap).toEqual({ session: '100', firstSequence: 9, lastSequence: 10 });
});

test.each([
  ['now', heartbeat(9), undefined],
  ['now', event(9), undefined],
  ['beginning', heartbeat(2), { session: '100', firstSequence: 1, lastSequence: 2 }],
  [{ session: '100', sequence: 3 }, event(6), { session: '100', firstSequence: 4, lastSequence: 6 }],
  [{ session: '99', sequence: 3 }, heartbeat(1), { session: '100', firstSequence: 1, lastSequence: 1 }],
] as const)('from %o, hearing %o', (from, first, gap) => {
  const order = new MulticastOrder(from);
  order.take(first);
  drain(order);
  expect(order.gap).toEqual(gap);
});

test('a session that began later is heard from its first event; what is late of the one before is not', () => {
  const order = new MulticastOrder('now');
  order.take(event(5));
  order.take(event(7));
  expect(drain(order)).toEqual(['100/5']);
  order.take(event(2, '1000'));
  order.take(event(6));
  expect(order.gap).toEqual({ session: '1000', firstSequence: 1, lastSequence: 2 });
  order.take(event(1, '1000'));
  expect(drain(order)).toEqual(['1000/1', '1000/2']);
});

test('reads times to the nanosecond, and nothing that the exchange has not sent', () => {
  const text =
    '{"type":"HEARTBEAT","timestamp":1795348079238548797,"started":1795348079238548796,"session":"1","sequence":3}';
  expect(readDatagram(Buffer.from(text))).toMatchObject({
    timestamp: 1795348079238548797n,
    started: 1795348079238548796n,
  });
  for (const other of [
    '',
    '{',
    '[]',
    '{"type":"ORDER","session":"1","sequence":1}',
    text.replace('3}', '"3"}'),
  ]) {
    expect(readDatagram(Buffer.from(other))).toBeUndefined();
  }
});

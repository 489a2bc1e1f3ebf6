import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import { stateHash } from '../../src/exchange/state-hash.ts';
import {
  Commander,
  type EngineCommand,
  instrument,
  ORDER_TYPES,
  PARTIES,
  prepare,
  SIDES,
  TIMES_IN_FORCE,
} from './commands.ts';
import { EventLog, type LoggedEvent, replay } from './event-log.ts';
import { Ledger } from './ledger.ts';
import { ReferenceEngine } from './reference-engine.ts';
import { copyState } from './snapshot.ts';
import { stateOf } from './state-of.ts';

const CAMPAIGN = Number(process.env['CAMPAIGN'] ?? 1);
const LAST_PRICE = 2 ** 31 - 1;
const HIGHEST_PRICE = 2 ** 53 - 1;
/** As many prices as a book counts, up to the highest there is. */
const WIDE = { ...instrument(4), minPrice: HIGHEST_PRICE - LAST_PRICE + 1, maxPrice: HIGHEST_PRICE };
const INSTRUMENTS = [instrument(1), instrument(70_000), instrument(3, 5), WIDE];

const nearPrices = fc.integer({ min: 90, max: 110 });
const farPrices = fc.oneof(
  fc.integer({ min: 99_990, max: 100_010 }),
  fc.integer({ min: 90_000, max: 110_000 }),
  fc.integer({ min: 5, max: LAST_PRICE }),
  fc.constantFrom(5, LAST_PRICE),
);

const widePrices = fc.oneof(
  fc.integer({ min: HIGHEST_PRICE - 10, max: HIGHEST_PRICE }),
  fc.integer({ min: WIDE.minPrice, max: WIDE.minPrice + 10 }),
  fc.integer({ min: WIDE.minPrice, max: HIGHEST_PRICE }),
);
/** An order that is replaced again and again still trades less than 2^53. */
const wideQuantities = fc.oneof(
  fc.integer({ min: 1, max: 50 }),
  fc.constantFrom(2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1),
  fc.integer({ min: 1, max: 2 ** 44 }),
);

function commands(
  instrumentIds: readonly number[],
  prices: fc.Arbitrary<number>,
  quantity = fc.integer({ min: 1, max: 50 }),
) {
  const order = fc.oneof(fc.nat(5), fc.nat(300));
  const mostly = <T>(usual: T, others: readonly T[]) =>
    fc.oneof(
      { weight: 5, arbitrary: fc.constant(usual) },
      { weight: 1, arbitrary: fc.constantFrom(...others) },
    );
  const place: fc.Arbitrary<EngineCommand> = fc.record({
    kind: fc.constant('place'),
    instrumentId: fc.constantFrom(...instrumentIds),
    party: fc.integer({ min: 1, max: PARTIES }),
    side: fc.constantFrom(...SIDES),
    orderType: mostly(ORDER_TYPES[0] ?? 1, ORDER_TYPES),
    timeInForce: mostly(TIMES_IN_FORCE[0] ?? 1, TIMES_IN_FORCE),
    isPostOnly: mostly(false, [true]),
    price: prices,
    quantity,
    step: mostly(1, [1, 2, 17, 2 ** 20, 2 ** 33]),
  });
  const change: fc.Arbitrary<EngineCommand> = fc.record({
    kind: fc.constantFrom('amend', 'replace'),
    order,
    price: prices,
    quantity,
  });
  const cancel: fc.Arbitrary<EngineCommand> = fc.record({ kind: fc.constant('cancel'), order });
  const cancelAll: fc.Arbitrary<EngineCommand> = fc.record({
    kind: fc.constant('cancelAll'),
    party: fc.integer({ min: 1, max: PARTIES }),
  });
  return fc.array(
    fc.oneof(
      { weight: 50, arbitrary: place },
      { weight: 20, arbitrary: change },
      { weight: 20, arbitrary: cancel },
      { weight: 1, arbitrary: cancelAll },
    ),
    { maxLength: 200, size: 'max' },
  );
}

/** Every engine that has to agree, small enough to grow and shrink all the time. */
function checkFlow(flow: readonly EngineCommand[]): void {
  const log = new EventLog();
  const referenceLog = new EventLog();
  const engine = new Engine(log.handlers, { initialOrders: 2 });
  const reference = new ReferenceEngine(referenceLog.handlers);
  const folded = new Engine({}, { initialOrders: 4 });
  const ledger = new Ledger();
  const commander = new Commander(engine);
  const referenceCommander = new Commander(reference);
  prepare(engine, INSTRUMENTS);
  prepare(reference, INSTRUMENTS);
  replay(log.take(), folded.fold);
  referenceLog.take();
  for (const command of flow) {
    same(commander.give(command), referenceCommander.give(command));
    const events = log.take();
    sameEvents(events, referenceLog.take());
    replay(events, folded.fold);
    ledger.book(events);
    const state = stateOf(engine);
    sameList(state, stateOf(reference));
    sameList(state, stateOf(folded));
    same(totalLeaves(reference), ledger.totalLeaves);
    same(engine.openOrders, reference.openOrders);
    for (let party = 1; party <= PARTIES; party++) {
      same(engine.openOrdersOf(party), reference.openOrdersOf(party));
    }
  }
  same(stateHash(engine), stateHash(reference));
}

/** `expect` is slow when nothing is wrong, and here it is asked millions of times. */
function same<T>(value: T, expected: T): void {
  if (value !== expected) expect(value).toBe(expected);
}

function sameEvents(events: readonly LoggedEvent[], expected: readonly LoggedEvent[]): void {
  if (JSON.stringify(events) !== JSON.stringify(expected)) expect(events).toEqual(expected);
}

function sameList(list: readonly unknown[], expected: readonly unknown[]): void {
  const equal = list.length === expected.length && list.every((value, i) => value === expected[i]);
  if (!equal) expect(list).toEqual(expected);
}

function totalLeaves(reference: ReferenceEngine): number {
  return [...reference.resting.values()].reduce((sum, order) => sum + order.leaves, 0);
}

describe('the engine and the reference engine agree after every command, and so does the fold', () => {
  test.each([
    ['one instrument, few prices', [1], nearPrices],
    ['one instrument, prices far apart', [1], farPrices],
    ['several instruments', [1, 3, 70_000], fc.oneof(nearPrices, farPrices)],
    ['prices and quantities beyond 32 bits', [4], widePrices, wideQuantities],
  ] as const)('%s', (_name, instrumentIds, prices, quantities?: fc.Arbitrary<number>) => {
    fc.assert(
      fc.property(commands(instrumentIds, prices, quantities), (flow) => checkFlow(flow)),
      { numRuns: 400 * CAMPAIGN },
    );
  });
});

test('an engine restored from a state goes on like the one it was taken from', () => {
  fc.assert(
    fc.property(commands([1, 3], fc.oneof(nearPrices, farPrices)), fc.nat(100), (flow, split) => {
      const log = new EventLog();
      const engine = new Engine(log.handlers, { initialOrders: 2 });
      prepare(engine, INSTRUMENTS);
      const commander = new Commander(engine);
      for (const command of flow.slice(0, split)) commander.give(command);
      const restoredLog = new EventLog();
      const restored = new Engine(restoredLog.handlers, { initialOrders: 2 });
      copyState(engine, restored);
      expect(stateHash(restored)).toBe(stateHash(engine));
      log.take();
      const restoredCommander = commander.takeOver(restored);
      for (const command of flow.slice(split)) {
        commander.give(command);
        restoredCommander.give(command);
      }
      expect(restoredLog.take()).toEqual(log.take());
      expect(stateHash(restored)).toBe(stateHash(engine));
    }),
    { numRuns: 300 * CAMPAIGN },
  );
});

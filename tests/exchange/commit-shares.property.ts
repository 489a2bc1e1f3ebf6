import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBatch } from '../../src/journal/batch-decoder.ts';
import type { MemoryJournal } from './memory-journal.ts';
import { limit, testExchange } from './test-exchange.ts';

const CAMPAIGN = Number(process.env['CAMPAIGN'] ?? 1);
const LIMITS = { maxOpenOrdersPerParty: 20_000, maxCommandsInFlight: 20_000, partySharePercent: 100 };
const ALICE = 1;
const BOB = 2;
/** Prices at which orders of both sides do not trade. */
const PRICES = { [ALICE]: 90, [BOB]: 100 };

/** An order that is known by the name of its stream and its number in it. */
function order(partyNumber: typeof ALICE | typeof BOB, stream: string, index: number) {
  const clientOrderId = `${stream}.${index}`;
  return limit(partyNumber === ALICE ? 'buy' : 'sell', PRICES[partyNumber], 10, { clientOrderId });
}

/** The orders of each commit, in the order of their execution. */
function commitsOf({ batches }: MemoryJournal): { party: number; stream: string; index: number }[][] {
  return batches.map(({ bytes }) => {
    const orders: { party: number; stream: string; index: number }[] = [];
    decodeBatch(bytes, {
      orderAccepted: ({ terms }) => {
        const [stream = '', index] = terms.clientOrderId.split('.');
        orders.push({ party: terms.partyNumber, stream, index: Number(index) });
      },
    });
    return orders;
  });
}

describe('a commit', () => {
  it('has few commands of a party with 5,000 waiting ones, so that of another party is in the next', async () => {
    const { exchange, journal } = await testExchange(0, { limits: LIMITS });
    const signals = [new AbortController().signal, new AbortController().signal];
    await exchange.submit(order(BOB, 'b', 0));
    await exchange.submit(order(ALICE, 'a', 0));
    journal.held = true;
    const mine = Array.from({ length: 5_000 }, (_, index) =>
      exchange.submitInTurn([order(ALICE, `s${index % 2}`, index)], signals[index % 2]),
    );
    await nextTurn();
    const before = journal.batches.length;
    const others = exchange.submitInTurn([order(BOB, 'b', 1)]);
    journal.release();
    await nextTurn();
    journal.release();
    journal.held = false;
    expect(await others).toMatchObject([{ kind: 'placed' }]);
    const [first = [], second = []] = commitsOf(journal).slice(before);
    expect([first.length, second.filter(({ party }) => party === ALICE).length]).toEqual([256, 256]);
    expect(second.filter(({ party }) => party === BOB)).toHaveLength(1);
    const replies = (await Promise.all(mine)).flat();
    expect(replies.filter(({ kind }) => kind === 'placed')).toHaveLength(5_000);
    const all = commitsOf(journal).flat();
    for (const stream of ['s0', 's1']) {
      const indexes = all.filter((each) => each.stream === stream).map(({ index }) => index);
      expect(indexes).toEqual(indexes.toSorted((one, other) => one - other));
      expect(indexes).toHaveLength(2_500);
    }
  });

  it('has all commands of a party that sends alone', async () => {
    const { exchange, journal } = await testExchange(0, { limits: LIMITS });
    journal.held = true;
    const { signal } = new AbortController();
    const mine = Array.from({ length: 2_000 }, (_, index) =>
      exchange.submitInTurn([order(ALICE, 's', index)], signal),
    );
    await nextTurn();
    journal.held = false;
    journal.release();
    await Promise.all(mine);
    expect(commitsOf(journal).at(-1)).toHaveLength(2_000);
  });

  it('has all commands of a party again, once no other has sent for some hundred commits', async () => {
    const { exchange, journal } = await testExchange(0, { limits: LIMITS });
    for (let index = 0; index < 300; index += 1) {
      await exchange.submit(order(index === 0 ? BOB : ALICE, 'a', index));
    }
    await Promise.all(
      Array.from({ length: 500 }, (_, index) => exchange.submitInTurn([order(ALICE, 's', index)])),
    );
    expect(commitsOf(journal).at(-1)).toHaveLength(500);
  });

  it('serves the streams of a party in rotation', async () => {
    const { exchange, journal } = await testExchange(0, {
      limits: { ...LIMITS, maxPartyCommandsPerCommit: 2 },
    });
    await exchange.submit(order(BOB, 'b', 0));
    await exchange.submit(order(ALICE, 'a', 0));
    const before = journal.batches.length;
    const streams = ['x', 'y', 'z'];
    const sent = streams.flatMap((stream) => {
      const { signal } = new AbortController();
      return [0, 1].map((index) => exchange.submitInTurn([order(ALICE, stream, index)], signal));
    });
    await Promise.all(sent);
    const commits = commitsOf(journal).slice(before);
    // The first stream had what was free, before the others came.
    expect(commits.map((commit) => commit.map(({ stream, index }) => `${stream}${index}`))).toEqual([
      ['x0', 'x1'],
      ['y0', 'z0'],
      ['y1', 'z1'],
    ]);
  });
});

const call = fc.record({
  party: fc.constantFrom(ALICE, BOB),
  /** 0 for a call that is no stream's. */
  stream: fc.nat(3),
  orders: fc.integer({ min: 1, max: 12 }),
  /** Whether the event loop turns before the next call, or a commit ends. */
  next: fc.constantFrom('call', 'turn', 'commit'),
});

it('every command is executed once, streams keep their order, and no party has more than its share', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(call, { maxLength: 60, size: 'max' }),
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 5, max: 200 }),
      async (calls, maxPartyCommandsPerCommit, maxCommandsInFlight) => {
        const limits = { ...LIMITS, maxCommandsInFlight, maxPartyCommandsPerCommit };
        const { exchange, journal } = await testExchange(0, { limits });
        await exchange.submit(order(BOB, 'first', 0));
        await exchange.submit(order(ALICE, 'first', 0));
        const before = journal.batches.length;
        const signals = new Map<string, AbortSignal>();
        const sent = new Map<string, number>();
        const sizes = new Map<string, number>();
        const replies: Promise<unknown>[] = [];
        journal.held = true;
        for (const [number, { party, stream, orders, next }] of calls.entries()) {
          const name = stream === 0 ? `${party}call${number}` : `${party}stream${stream}`;
          const start = sent.get(name) ?? 0;
          sent.set(name, start + orders);
          sizes.set(`${party}`, Math.max(orders, sizes.get(`${party}`) ?? 0));
          if (stream !== 0 && !signals.has(name)) signals.set(name, new AbortController().signal);
          const commands = Array.from({ length: orders }, (_, index) => order(party, name, start + index));
          replies.push(exchange.submitInTurn(commands, signals.get(name)));
          if (next === 'commit') journal.release();
          if (next !== 'call') await nextTurn();
        }
        journal.held = false;
        journal.release();
        await Promise.all(replies);
        expect(exchange.commandsInFlight).toBe(0);
        const commits = commitsOf(journal).slice(before);
        for (const [name, count] of sent) {
          const indexes = commits.flat().flatMap(({ stream, index }) => (stream === name ? [index] : []));
          expect(indexes).toEqual(Array.from({ length: count }, (_, index) => index));
        }
        for (const commit of commits) {
          for (const party of [ALICE, BOB]) {
            const own = commit.filter((each) => each.party === party).length;
            expect(own).toBeLessThanOrEqual(Math.max(maxPartyCommandsPerCommit, sizes.get(`${party}`) ?? 0));
          }
        }
      },
    ),
    { numRuns: 100 * CAMPAIGN },
  );
});

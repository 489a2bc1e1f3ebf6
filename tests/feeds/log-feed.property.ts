import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EntryFeed } from '../../src/feeds/entry-feed.ts';
import { type Entry, OlderInMemory } from './older-in-memory.ts';

const CAMPAIGN = Number(process.env['CAMPAIGN'] ?? 1);
const never = new AbortController().signal;

/** Of each event, the topics of its entries; none for an event that the stream does not tell. */
const batches = fc.array(
  fc.array(fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }), { minLength: 1, maxLength: 12 }),
  { minLength: 1, maxLength: 12 },
);

it('brings every entry of its topic once and in order, however little memory keeps and however slow the reader is', async () => {
  await fc.assert(
    fc.asyncProperty(
      batches,
      fc.record({
        retained: fc.integer({ min: 1, max: 12 }),
        topic: fc.integer({ min: 0, max: 3 }),
        startsAt: fc.nat(),
        resumesAt: fc.nat(),
        eventsPerPage: fc.integer({ min: 1, max: 5 }),
        reads: fc.array(fc.nat({ max: 3 }), { minLength: 12, maxLength: 12 }),
      }),
      async (events, { retained, topic, startsAt, resumesAt, eventsPerPage, reads }) => {
        const older = new OlderInMemory(eventsPerPage);
        const feed = new EntryFeed<Entry>((entry) => entry.topic, { retained, heartbeatMs: 0, older });
        let sequence = 0;
        const commit = (batch: readonly (readonly number[])[]) => {
          for (const topics of batch) {
            sequence += 1;
            for (const of of topics) {
              const entry = { sequence, topic: of };
              older.entries.push(entry);
              feed.append(entry);
            }
          }
          feed.committed(sequence);
        };
        const before = startsAt % events.length;
        for (const batch of events.slice(0, before)) commit(batch);
        const resumeFrom = before === 0 ? undefined : 1 + (resumesAt % sequence);
        const subscription = feed.subscribe(topic, resumeFrom);
        const seen: Entry[] = [];
        let delivered = resumeFrom ?? 0;
        const read = async () => {
          const message = await subscription.next(never);
          if (message === undefined) throw new Error('nobody has given up');
          expect(message.sequence).toBeGreaterThanOrEqual(delivered);
          delivered = message.sequence;
          seen.push(...message.entries);
          expect(seen.at(-1)?.sequence ?? 0).toBeLessThanOrEqual(delivered);
        };
        for (const [index, batch] of events.slice(before).entries()) {
          commit(batch);
          for (let count = reads[index] ?? 0; count > 0; count -= 1) await read();
        }
        while (delivered < sequence) await read();
        expect(seen).toEqual(
          older.entries.filter(
            (entry) => entry.sequence > (resumeFrom ?? 0) && (topic === 0 || entry.topic === topic),
          ),
        );
        subscription.close();
        expect(older.readers).toBe(0);
      },
    ),
    { numRuns: 500 * CAMPAIGN },
  );
});

it('finds where to go on without looking at what others have', async () => {
  let looks = 0;
  const feed = new EntryFeed<Entry>((entry) => entry.topic, {
    retained: 100_000,
    heartbeatMs: 0,
    older: undefined,
  });
  for (let sequence = 1; sequence <= 100_000; sequence += 1) {
    feed.append({
      topic: sequence % 50_000 === 0 ? 7 : 8,
      get sequence() {
        looks += 1;
        return sequence;
      },
    });
  }
  feed.committed(100_000);
  looks = 0;
  const subscription = feed.subscribe(7, 1);
  const message = await subscription.next(never);
  expect(message?.entries).toHaveLength(2);
  expect(looks).toBeLessThan(50);
});

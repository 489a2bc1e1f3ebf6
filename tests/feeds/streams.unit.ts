import { describe, expect, it } from 'vitest';
import { DepthBook } from '../../src/feeds/depth-book.ts';
import { EntryFeed } from '../../src/feeds/entry-feed.ts';
import { type Entry, OlderInMemory } from './older-in-memory.ts';

const never = new AbortController().signal;

function logFeed(retained = 10) {
  const feed = new EntryFeed<Entry>((entry) => entry.topic, {
    retained,
    heartbeatMs: 20,
    older: undefined,
  });
  /** Appends entries and commits them together. */
  const commit = (...entries: [sequence: number, topic: number][]) => {
    for (const [sequence, topic] of entries) feed.append({ sequence, topic });
    feed.committed(entries.at(-1)?.[0] ?? 0);
  };
  return { feed, commit };
}

const sequences = (message: { entries: readonly Entry[] } | undefined) =>
  message?.entries.map((entry) => entry.sequence);

describe('a log feed', () => {
  it('answers at once, then with what happens, then with a heartbeat that carries the sequence', async () => {
    const { feed, commit } = logFeed();
    commit([1, 7]);
    const subscription = feed.subscribe(7, undefined);
    expect(await subscription.next(never)).toEqual({ sequence: 1, entries: [] });
    const next = subscription.next(never);
    commit([2, 8], [3, 7]);
    expect(sequences(await next)).toEqual([3]);
    commit([4, 8]);
    expect(await subscription.next(never)).toEqual({ sequence: 4, entries: [] });
  });

  it('delivers to a subscriber of everything what every topic has', async () => {
    const { feed, commit } = logFeed();
    const subscription = feed.subscribe(0, undefined);
    commit([1, 7], [2, 8]);
    expect(sequences(await subscription.next(never))).toEqual([1, 2]);
  });

  it('has what is kept, also when some of it goes meanwhile', () => {
    const { feed, commit } = logFeed(3);
    commit([1, 7], [2, 7], [3, 8], [4, 7]);
    expect(Array.from(feed.kept(0), ({ sequence }) => sequence)).toEqual([2, 3, 4]);
    const reading = feed.kept(0)[Symbol.iterator]();
    expect(reading.next().value).toMatchObject({ sequence: 2 });
    commit([5, 8], [6, 8]);
    expect(reading.next().value).toMatchObject({ sequence: 3 });
    expect(reading.next().value).toMatchObject({ sequence: 4 });
    expect(reading.next().done).toBe(true);
  });

  it('has what is kept of one topic, and looks at nothing else', () => {
    const { feed, commit } = logFeed(2_000);
    const others = Array.from({ length: 1_200 }, (_, i): [number, number] => [i + 2, 7]);
    commit([1, 8], ...others, [1_300, 8]);
    expect(Array.from(feed.kept(8), ({ sequence }) => sequence)).toEqual([1, 1_300]);
    expect(Array.from(feed.kept(7))).toHaveLength(1_200);
    expect(Array.from(feed.kept(9))).toEqual([]);
  });

  it('resumes after a sequence, without a gap or a repeat', async () => {
    const { feed, commit } = logFeed();
    commit([1, 7], [2, 7], [2, 7], [5, 7]);
    expect(sequences(await feed.subscribe(7, 1).next(never))).toEqual([2, 2, 5]);
    expect(sequences(await feed.subscribe(7, 2).next(never))).toEqual([5]);
    expect(sequences(await feed.subscribe(7, 4).next(never))).toEqual([5]);
    expect(sequences(await feed.subscribe(7, 5).next(never))).toEqual([]);
  });

  it('starts at the oldest that is kept when asked for sequence 0', async () => {
    const { feed, commit } = logFeed(2);
    commit([1, 7], [2, 7], [3, 7]);
    expect(sequences(await feed.subscribe(7, 0).next(never))).toEqual([2, 3]);
  });

  it('says what is the oldest to resume from, and what has not happened', () => {
    const { feed, commit } = logFeed(2);
    commit([1, 7], [2, 7], [3, 7], [4, 7]);
    expect(() => feed.subscribe(7, 1)).toThrow(
      expect.objectContaining({
        refusal: expect.objectContaining({ reason: 'RESUME_TOO_OLD', metadata: { oldest_sequence: '2' } }),
      }),
    );
    expect(() => feed.subscribe(7, 5)).toThrow(
      expect.objectContaining({ refusal: expect.objectContaining({ reason: 'RESUME_IN_FUTURE' }) }),
    );
    expect(() => feed.subscribe(7, 2)).not.toThrow();
  });

  it('does not resume from before the snapshot it started with', () => {
    const { feed } = logFeed();
    feed.startAfter(100);
    expect(() => feed.subscribe(7, 99)).toThrow(
      expect.objectContaining({ refusal: expect.objectContaining({ reason: 'RESUME_TOO_OLD' }) }),
    );
    expect(() => feed.subscribe(7, 100)).not.toThrow();
  });

  it('does not resume from before what the file has', () => {
    const older = new OlderInMemory(10);
    older.oldest = 3;
    const feed = new EntryFeed<Entry>(({ topic }) => topic, { retained: 2, heartbeatMs: 50, older });
    for (let sequence = 1; sequence <= 9; sequence += 1) feed.append({ sequence, topic: 7 });
    feed.committed(9);
    expect(() => feed.subscribe(7, 2)).toThrow(
      expect.objectContaining({
        refusal: expect.objectContaining({ reason: 'RESUME_TOO_OLD', metadata: { oldest_sequence: '3' } }),
      }),
    );
    expect(() => feed.subscribe(7, 3)).not.toThrow();
  });

  it('closes a reader that is too slow, and says from where to resume', async () => {
    const { feed, commit } = logFeed(2);
    const subscription = feed.subscribe(7, undefined);
    commit([1, 7]);
    await subscription.next(never);
    commit([2, 7], [3, 7], [4, 7], [5, 7]);
    await expect(subscription.next(never)).rejects.toMatchObject({
      refusal: { reason: 'SLOW_CONSUMER', metadata: { resume_from_sequence: '1' } },
    });
  });

  it('does not close a reader for what it did not ask for', async () => {
    const { feed, commit } = logFeed(2);
    const subscription = feed.subscribe(7, undefined);
    await subscription.next(never);
    commit([2, 8], [3, 8], [4, 8], [5, 8]);
    expect(await subscription.next(never)).toEqual({ sequence: 5, entries: [] });
    commit([6, 7]);
    expect(sequences(await subscription.next(never))).toEqual([6]);
  });

  it('does not close a reader when others have filled the log since its heartbeat', async () => {
    const { feed, commit } = logFeed(2);
    const subscription = feed.subscribe(7, undefined);
    await subscription.next(never);
    const next = subscription.next(never);
    commit([2, 8], [3, 8], [4, 8], [5, 7], [6, 8]);
    expect(sequences(await next)).toEqual([5]);
  });

  it('says to resume from where the reader began when it falls behind before its first message', async () => {
    const { feed, commit } = logFeed(2);
    commit([1, 7], [2, 7]);
    const subscription = feed.subscribe(7, 1);
    commit([3, 7], [4, 7]);
    await expect(subscription.next(never)).rejects.toMatchObject({
      refusal: { reason: 'SLOW_CONSUMER', metadata: { resume_from_sequence: '1' } },
    });
  });

  it('splits a long history into messages, never in the middle of an event', async () => {
    const { feed, commit } = logFeed(2_000);
    const all: [number, number][] = [];
    for (let sequence = 1; sequence <= 600; sequence += 1) all.push([sequence, 7], [sequence, 7]);
    commit(...all);
    const subscription = feed.subscribe(7, 0);
    const seen: number[] = [];
    for (let last = 0; last < 600; ) {
      const message = await subscription.next(never);
      seen.push(...(sequences(message) ?? []));
      last = message?.sequence ?? 600;
      expect(seen.at(-1)).toBe(last);
      expect(seen.filter((sequence) => sequence === last)).toHaveLength(2);
    }
    expect(seen).toEqual(all.map(([sequence]) => sequence));
  });

  it('looks in a file for what is committed only, and waits for what is being published', async () => {
    const older = new OlderInMemory(10);
    const options = { retained: 2, heartbeatMs: 60_000, older };
    const feed = new EntryFeed<Entry>((entry) => entry.topic, options);
    const append = (sequence: number) => {
      older.entries.push({ sequence, topic: 7 });
      feed.append({ sequence, topic: 7 });
    };
    append(1);
    feed.committed(1);
    const subscription = feed.subscribe(7, undefined);
    await subscription.next(never);
    for (let sequence = 2; sequence <= 9; sequence += 1) append(sequence);
    const next = subscription.next(never);
    expect(older.readers).toBe(0);
    feed.committed(9);
    const seen = sequences(await next) ?? [];
    while (seen.length < 8) seen.push(...(sequences(await subscription.next(never)) ?? []));
    expect(seen).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    // It goes on from memory.
    append(10);
    feed.committed(10);
    expect(sequences(await subscription.next(never))).toEqual([10]);
    expect(older.readers).toBe(0);
  });

  it('ends when its caller gives up', async () => {
    const { feed } = logFeed();
    const gone = new AbortController();
    const subscription = feed.subscribe(7, undefined);
    await subscription.next(gone.signal);
    const next = subscription.next(gone.signal);
    gone.abort();
    expect(await next).toBeUndefined();
  });
});

describe('a book', () => {
  const book = () => new DepthBook(1, 0, { heartbeatMs: 20 });

  it('sends a snapshot, then deltas that follow each other, then heartbeats', async () => {
    const subject = book();
    subject.add(1, 1, 100, 10);
    subject.add(2, 1, 99, 5);
    subject.add(3, 2, 101, 7);
    subject.publish();
    const subscription = subject.subscribe();
    expect(await subscription.next(never)).toMatchObject({
      previousSequence: 0,
      sequence: 3,
      snapshot: { bids: [{ price: 100 }, { price: 99 }], asks: [{ price: 101, quantity: 7, orderCount: 1 }] },
    });
    subject.reduce(4, 1, 100, 10, 1);
    subject.add(5, 2, 101, 3);
    subject.publish();
    expect(await subscription.next(never)).toEqual({
      previousSequence: 3,
      sequence: 5,
      delta: {
        bids: [{ price: 100, quantity: 0, orderCount: 0, isNew: false }],
        asks: [{ price: 101, quantity: 10, orderCount: 2, isNew: false }],
      },
      hasMoreLevels: false,
    });
    expect(await subscription.next(never)).toEqual({
      previousSequence: 5,
      sequence: 5,
      hasMoreLevels: false,
    });
  });

  it('gives readers that are as far the same message, whenever they came', () => {
    const subject = book();
    const [early, slow] = [subject.subscribe(), subject.subscribe()];
    early.poll();
    slow.poll();
    subject.add(1, 1, 100, 10);
    subject.publish();
    early.poll();
    // The snapshot of this one is of an event that is not published yet.
    subject.add(3, 1, 99, 1);
    const late = subject.subscribe();
    late.poll();
    subject.add(4, 1, 98, 1);
    subject.publish();
    const message = early.poll();
    expect(message).toMatchObject({ previousSequence: 1, sequence: 4 });
    expect(late.poll()).toEqual({ ...message, previousSequence: 3 });
    expect(slow.poll()).toMatchObject({ previousSequence: 0, sequence: 4 });
    subject.add(5, 1, 97, 1);
    subject.publish();
    const shared = early.poll();
    expect(shared).toMatchObject({ previousSequence: 4, sequence: 5 });
    expect(late.poll()).toBe(shared);
    expect(slow.poll()).toBe(shared);
  });

  it('merges what a slow reader has not fetched', async () => {
    const subject = book();
    const subscription = subject.subscribe();
    await subscription.next(never);
    for (let sequence = 1; sequence <= 5; sequence += 1) {
      subject.add(sequence, 1, 100, 10);
      subject.publish();
    }
    subject.add(6, 1, 90, 1);
    subject.publish();
    expect(await subscription.next(never)).toMatchObject({
      previousSequence: 0,
      sequence: 6,
      delta: { bids: [{ price: 100, quantity: 50, orderCount: 5 }, { price: 90 }], asks: [] },
    });
  });

  it('does not keep for a slow reader what came and went meanwhile', async () => {
    const subject = book();
    subject.add(1, 1, 50, 10);
    subject.publish();
    const subscription = subject.subscribe();
    await subscription.next(never);
    subject.reduce(2, 1, 50, 10, 1);
    subject.publish();
    for (let price = 100; price < 200; price += 1) {
      subject.add(3, 1, price, 10);
      subject.publish();
      subject.reduce(4, 1, price, 10, 1);
      subject.publish();
    }
    subject.add(5, 1, 60, 10);
    subject.publish();
    const message = await subscription.next(never);
    expect(message?.delta?.bids).toMatchObject([
      { price: 50, quantity: 0 },
      { price: 60, quantity: 10 },
    ]);
  });

  it('tells a slow reader that a level it knows came back, and then that it went', async () => {
    const subject = book();
    subject.add(1, 1, 50, 10);
    subject.publish();
    const subscription = subject.subscribe();
    await subscription.next(never);
    const bids = async () => (await subscription.next(never))?.delta?.bids;
    const change = (kind: 'add' | 'reduce') => {
      if (kind === 'add') subject.add(2, 1, 50, 10);
      else subject.reduce(2, 1, 50, 10, 1);
      subject.publish();
    };
    change('reduce');
    change('add');
    expect(await bids()).toMatchObject([{ price: 50, quantity: 10 }]);
    for (const kind of ['reduce', 'add', 'reduce'] as const) change(kind);
    expect(await bids()).toMatchObject([{ price: 50, quantity: 0 }]);
  });

  it('gives the best levels first, as many as asked for', () => {
    const subject = book();
    for (const price of [98, 100, 99]) subject.add(1, 1, price, 1);
    for (const price of [103, 101, 102]) subject.add(1, 2, price, 1);
    const { bids, asks } = subject.snapshot(2);
    expect(bids.map((level) => level.price)).toEqual([100, 99]);
    expect(asks.map((level) => level.price)).toEqual([101, 102]);
  });
});

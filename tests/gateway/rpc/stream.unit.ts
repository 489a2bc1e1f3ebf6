import { expect, it, vi } from 'vitest';
import { ReadTurns } from '../../../src/admission/read-turns.ts';
import { EntryFeed } from '../../../src/feeds/entry-feed.ts';
import { streamLog } from '../../../src/gateway/rpc/stream.ts';

it('takes a turn for each long message, and none for what happens one by one', async () => {
  const feed = new EntryFeed<{ readonly sequence: number }>(() => 1, {
    retained: 10_000,
    heartbeatMs: 1_000,
    older: undefined,
  });
  const commit = (from: number, to: number) => {
    for (let sequence = from; sequence <= to; sequence += 1) feed.append({ sequence });
    feed.committed(to);
  };
  commit(1, 1_000);
  const turns = new ReadTurns().of('anyone');
  const next = vi.spyOn(turns, 'next');
  const never = new AbortController().signal;
  const lengths = streamLog(feed.subscribe(1, 0), ({ entries }) => entries.length, never, turns);
  const told: unknown[] = [];
  for (let message = 0; message < 4; message += 1) told.push((await lengths.next()).value);
  expect(told).toEqual([250, 250, 250, 250]);
  expect(next).toHaveBeenCalledTimes(4);
  commit(1_001, 1_002);
  told.length = 0;
  while (told.at(-1) !== 2) told.push((await lengths.next()).value);
  expect(next).toHaveBeenCalledTimes(4);
  await lengths.return(undefined);
});

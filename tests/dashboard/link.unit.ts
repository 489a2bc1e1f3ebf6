import { expect, it } from 'vitest';
import {
  firstLink,
  type LinkEvent,
  nextLink,
  STALE_AFTER_MS,
  WAITING_AFTER_MS,
} from '../../clients/dashboard/core/link.ts';

function after(...events: readonly (readonly [atMs: number, event: LinkEvent])[]) {
  return events.reduce((link, [atMs, event]) => nextLink(link, event, atMs), firstLink(0));
}

const LIVE = { kind: 'stream', state: 'live' } as const;
const LOST = { kind: 'stream', state: 'connecting' } as const;

it('is live once the stream is, and not by a pong alone', () => {
  expect(after([5, { kind: 'pong', roundTripMs: 3 }])).toMatchObject({ state: 'connecting', roundTripMs: 3 });
  expect(after([5, LIVE])).toMatchObject({ state: 'live', lastHeardMs: 5, interruptedMs: 0 });
});

it('says that the first connection takes too long, and nothing of an interruption when it is there', () => {
  const late = WAITING_AFTER_MS + 1;
  expect(after([WAITING_AFTER_MS, { kind: 'tick', silentMs: 0 }])).toMatchObject({ state: 'connecting' });
  const waiting = after(
    [5, { kind: 'pong', roundTripMs: 3 }],
    [late, { kind: 'tick', silentMs: 0 }],
    [late, LOST],
    [late, { kind: 'pong', roundTripMs: 4 }],
  );
  expect(waiting).toMatchObject({ state: 'waiting', roundTripMs: 4 });
  expect(nextLink(waiting, LIVE, late + 5)).toMatchObject({ state: 'live', interruptedMs: 0 });
});

it('goes stale in silence, and says how long that was', () => {
  const late = 10 + STALE_AFTER_MS + 1;
  expect(after([10, LIVE], [late, { kind: 'tick', silentMs: 100 }])).toMatchObject({ state: 'live' });
  const silent = [late, { kind: 'tick', silentMs: late }] as const;
  expect(after([10, LIVE], silent)).toMatchObject({ state: 'stale', lastHeardMs: 10 });
  expect(after([10, LIVE], silent, [late + 500, { kind: 'pong', roundTripMs: 1 }])).toMatchObject({
    state: 'live',
    interruptedMs: late + 490,
  });
});

it('counts from the last sign of life while it reconnects', () => {
  const lost = after(
    [10, LIVE],
    [20, { kind: 'tick', silentMs: 5 }],
    [40, LOST],
    [60, { kind: 'pong', roundTripMs: 1 }],
  );
  expect(lost).toMatchObject({ state: 'reconnecting', lastHeardMs: 15 });
  expect(nextLink(lost, LIVE, 1_015)).toMatchObject({ state: 'live', interruptedMs: 1_000 });
});

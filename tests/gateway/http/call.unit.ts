import { expect, test } from 'vitest';
import { Call } from '../../../src/gateway/http/admission/call.ts';
import { openHolder } from '../../../src/gateway/http/admission/holder.ts';
import type { Transfer } from '../../../src/gateway/http/transfer.ts';

const PLENTY = {
  ...{ requests: 10, calls: 10, cancels: 10, streams: 10, subscriptions: 10 },
  ...{ arrivingBytes: 1_000, leavingBytes: 1_000 },
};

/** A call that came in the middle of the life of its server, whose sweeps are counted. */
function openCall() {
  const clock = { sweep: 1_000 };
  const transfer: { -readonly [Key in keyof Transfer]: Transfer[Key] } = {
    ...{ headers: {}, rawHeaders: [], carrier: undefined, isHttp2: true },
    ...{ hasArrived: false, isAnswering: false, isAnswered: false, isReset: false },
    onClose() {},
    reset() {},
  };
  const metrics = { refused() {}, closedUnread() {}, expelled() {} };
  const call = new Call(transfer, openHolder('anonymous', PLENTY), {
    ...{ address: '', rate: undefined, clock, metrics },
  });
  /** Sweeps until the call is late; undefined if that is not soon. */
  const sweepsUntilLate = () => {
    for (let sweeps = 1; sweeps <= 10; sweeps += 1) {
      clock.sweep += 1;
      if (call.isLate()) return sweeps;
    }
    return undefined;
  };
  return { call, transfer, sweepsUntilLate };
}

test('a call is not late while it waits for its answer', () => {
  const { sweepsUntilLate } = openCall();
  expect(sweepsUntilLate()).toBeUndefined();
});

test.each([
  ['at once', 0],
  ['after a while', 10],
])('after an answer without a body %s, the caller has the whole time to end its request', (_when, sweeps) => {
  const { transfer, sweepsUntilLate } = openCall();
  if (sweeps > 0) sweepsUntilLate();
  transfer.isAnswered = true;
  expect(sweepsUntilLate()).toBeGreaterThan(3);
});

test('a caller that reads nothing of a body is late after the same time, and not while it reads', () => {
  const { call, sweepsUntilLate } = openCall();
  call.write(100);
  expect(sweepsUntilLate()).toBe(5);
  call.left(10);
  expect(sweepsUntilLate()).toBe(5);
  call.left(90);
  expect(sweepsUntilLate()).toBeUndefined();
});

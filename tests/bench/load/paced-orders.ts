import { setTimeout as sleep } from 'node:timers/promises';
import type { Histogram } from 'hdr-histogram-js';
import { PLACE_ORDER } from './orders.ts';
import { RawConnection } from './raw-connection.ts';

interface Pace {
  readonly url: string;
  readonly token: string;
  /** In their envelopes. They are sent in turn. */
  readonly messages: readonly Buffer[];
  readonly perSecond: number;
  readonly durationMs: number;
  /** Takes the times from when an order was due to its answer, in microseconds. */
  readonly histogram: Histogram;
}

/** An order without an answer after this time counts with its time so far. */
const GRACE_MS = 2_000;

/** Places orders at a steady pace, whatever becomes of the earlier ones. */
export async function placePaced(pace: Pace): Promise<void> {
  const { url, token, messages, perSecond, durationMs, histogram } = pace;
  const dueMs = new Map<number, number>();
  let failure: Error | undefined;
  const record = (since: number) =>
    histogram.recordValue(Math.max(1, Math.round((performance.now() - since) * 1_000)));
  const connection = await RawConnection.open({
    url,
    path: PLACE_ORDER,
    headers: { authorization: `Bearer ${token}` },
    events: {
      ended: (streamId) => {
        record(dueMs.get(streamId) ?? 0);
        dueMs.delete(streamId);
      },
      failed: (error) => {
        failure ??= error;
      },
    },
  });
  const startMs = performance.now();
  const orders = (durationMs * perSecond) / 1_000;
  for (let sent = 0; sent < orders && failure === undefined; sent += 1) {
    const due = startMs + (sent * 1_000) / perSecond;
    const waitMs = due - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    const message = messages[sent % messages.length];
    if (message !== undefined) dueMs.set(connection.call([message]), due);
  }
  for (let waited = 0; dueMs.size > 0 && waited < GRACE_MS && failure === undefined; waited += 10)
    await sleep(10);
  connection.close();
  if (failure !== undefined) throw failure;
  for (const due of dueMs.values()) record(due);
}

import { type Measured, Meter } from './meter.ts';
import { RawConnection } from './raw-connection.ts';

export interface Load {
  readonly url: string;
  readonly serverPid: number;
  readonly path: string;
  readonly token: string;
  /** Messages in their envelopes, as base64. They are sent in turn. */
  readonly messages: readonly string[];
  readonly connections: number;
  readonly warmMs: number;
  readonly measureMs: number;
}

interface UnaryLoad extends Load {
  /** Calls in flight on all connections together. */
  readonly inFlight: number;
}

/** Keeps a number of calls in flight. Rejects when one of them is not answered with OK. */
export async function loadUnary(load: UnaryLoad): Promise<Measured> {
  const meter = new Meter(load.serverPid);
  const messages = load.messages.map((text) => Buffer.from(text, 'base64'));
  const each = load.inFlight / load.connections;
  const open = () => openConnection(load, messages, each, meter);
  const connections = await Promise.all(Array.from({ length: load.connections }, open));
  meter.start(load);
  await Promise.all(connections.map((run) => run()));
  return meter.result;
}

/** Resolves with a function that keeps calls in flight until the measurement is over. */
async function openConnection(
  { url, path, token }: UnaryLoad,
  messages: readonly Buffer[],
  inFlight: number,
  meter: Meter,
): Promise<() => Promise<void>> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const largest = Math.max(...messages.map(({ length }) => length));
  const sentMs = new Map<number, number>();
  let [sent, nowMs] = [0, 0];
  const fill = () => {
    nowMs = 0;
    if (meter.isOver) {
      if (sentMs.size === 0) resolve();
      return;
    }
    const count = Math.min(inFlight - sentMs.size, Math.floor(connection.window / largest));
    if (count <= 0) return;
    const calls = Array.from({ length: count }, () => messages[sent++ % messages.length] ?? Buffer.alloc(0));
    const firstId = connection.call(calls);
    const now = performance.now();
    for (let index = 0; index < count; index += 1) sentMs.set(firstId + 2 * index, now);
  };
  const connection = await RawConnection.open({
    url,
    path,
    headers: { authorization: `Bearer ${token}` },
    events: {
      ended: (streamId) => {
        // One reading of the clock for all that came together.
        nowMs ||= performance.now();
        meter.finished(sentMs.get(streamId) ?? nowMs, nowMs);
        sentMs.delete(streamId);
      },
      turn: fill,
      failed: reject,
    },
  });
  return () => {
    fill();
    return promise.finally(() => connection.close());
  };
}

import { fromBinary } from '@bufbuild/protobuf';
import { OrderEntryResponseSchema } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { Envelopes } from './envelopes.ts';
import { type Measured, Meter } from './meter.ts';
import { RawConnection } from './raw-connection.ts';
import type { Load } from './unary-load.ts';

interface EntryLoad extends Load {
  /** Orders of each message. */
  readonly perFrame: number;
  /** Orders in flight on each connection. */
  readonly inFlight: number;
}

/** One of this number of answers is read. */
const CHECKED = 16;

/** Keeps a number of orders in flight on one order-entry stream of each connection. Rejects when an order is not placed. */
export async function loadEntry(load: EntryLoad): Promise<Measured> {
  const meter = new Meter(load.serverPid);
  const open = () => openStream(load, meter);
  const streams = await Promise.all(Array.from({ length: load.connections }, open));
  meter.start(load);
  await Promise.all(streams.map((run) => run()));
  return meter.result;
}

/** Resolves with a function that keeps orders in flight until the measurement is over. */
async function openStream(load: EntryLoad, meter: Meter): Promise<() => Promise<void>> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const [message = Buffer.alloc(0)] = load.messages.map((text) => Buffer.from(text, 'base64'));
  const sentMs: number[] = [];
  let [answered, nowMs] = [0, 0];
  const answers = new Envelopes((bytes) => {
    if (answered % CHECKED === 0) checkAnswer(bytes, load.perFrame);
    answered += 1;
    nowMs ||= performance.now();
    meter.finished(sentMs.shift() ?? nowMs, nowMs, load.perFrame);
  });
  const fill = () => {
    nowMs = 0;
    if (meter.isOver) {
      if (sentMs.length === 0) resolve();
      return;
    }
    const free = load.inFlight / load.perFrame - sentMs.length;
    const count = Math.min(free, Math.floor(connection.window / message.length));
    if (count <= 0) return;
    connection.send(Array.from({ length: count }, () => message));
    const now = performance.now();
    for (let index = 0; index < count; index += 1) sentMs.push(now);
  };
  const connection = await RawConnection.open({
    url: load.url,
    path: load.path,
    headers: { authorization: `Bearer ${load.token}` },
    events: {
      data: (_, bytes) => {
        try {
          answers.push(bytes);
        } catch (error) {
          reject(error);
        }
      },
      ended: () => reject(new Error('the server has ended the stream')),
      turn: fill,
      failed: reject,
    },
  });
  connection.openStream();
  return () => {
    fill();
    return promise.finally(() => connection.close());
  };
}

/** Refusals are faster than orders. */
function checkAnswer(bytes: Uint8Array, perFrame: number): void {
  const { results } = fromBinary(OrderEntryResponseSchema, bytes);
  const wrong = results.find(({ result }) => result.case !== 'placed');
  if (wrong !== undefined) throw new Error(`an order was not placed: ${JSON.stringify(wrong.result.value)}`);
  if (results.length !== perFrame) throw new Error(`${results.length} results for ${perFrame} orders`);
}

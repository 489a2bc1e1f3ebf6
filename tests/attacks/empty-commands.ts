import { type Attack, inParallel, untilAborted } from './attack.ts';
import { bearer, callGrpc, envelope } from './attacker.ts';

const COMMANDS = 524_000;
/** An empty command: field 1 of a frame with no bytes. */
const FRAME = envelope(Buffer.alloc(2 * COMMANDS, Buffer.from([0x0a, 0x00])));
const AT_ONCE = 2;

/** Each needs a stream, because the exchange closes the stream after the first frame. */
export const emptyCommands: Attack = {
  name: 'empty-commands',
  what: 'order-entry frames of 524,000 empty commands',
  size: { small: 2, large: 500 },
  repeats: true,
  async run(attacker, size, signal) {
    const session = attacker.open();
    const calls = inParallel(size, AT_ONCE, signal, async () => {
      const stream = callGrpc(session, {
        path: '/redleaf.v1.OrderService/OrderEntry',
        headers: bearer(attacker.token),
      });
      await new Promise((turn) => setImmediate(turn));
      if (stream === undefined) return;
      const over = attacker.tally.watch(stream.resume());
      // A stream is closed when both sides have ended it.
      stream.once('end', () => stream.end());
      stream.write(FRAME);
      await untilAborted(over, signal);
    });
    await untilAborted(calls, signal);
    session.destroy();
  },
};

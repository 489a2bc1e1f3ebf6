import type { Command } from '../../src/domain/command.ts';
import type { Random } from './random.ts';
import { PARTIES, someInstrument } from './setup.ts';

const NEW_PARTIES = ['dave', 'erin'];
const NEW_SYMBOLS = ['THREE', 'FOUR'];

/** What an administrator does; some of it was done before, or is about what is not there. */
export function administer(random: Random): Command {
  const partyNumber = 0;
  const partyId = random.pick([...PARTIES, ...NEW_PARTIES]);
  return random.pick<() => Command>([
    () => ({
      ...{ kind: 'createInstrument', partyNumber },
      instrument: someInstrument(random.integer(0, 4), random.pick(['ONE', ...NEW_SYMBOLS])),
    }),
    () => ({ kind: 'createParty', partyNumber, partyId, partyName: '', isAdmin: random.chance(50) }),
    () => ({ kind: 'setPartyStatus', partyNumber, partyId, isDisabled: random.chance(60) }),
  ])();
}

import { Command } from 'commander';
import { advanceClockCommand } from './admin-advance-clock.ts';
import { createInstrumentCommand } from './admin-create-instrument.ts';
import { createPartyCommand } from './admin-create-party.ts';
import { setPasswordCommand } from './admin-set-password.ts';

export function adminCommand(): Command {
  return new Command('admin')
    .description('add instruments and parties, set passwords, move a manual clock; for administrators')
    .addCommand(createInstrumentCommand())
    .addCommand(createPartyCommand())
    .addCommand(setPasswordCommand())
    .addCommand(advanceClockCommand());
}

import { create } from '@bufbuild/protobuf';
import { connectRedleaf } from '@redleaf/client';
import { Command } from 'commander';
import { LoginResponseSchema } from '../../../gen/redleaf/v1/session_service_pb.ts';
import { readEnvironment } from '../../../src/settings/environment.ts';
import { CALL_TIMEOUT_MS } from '../call-timeout.ts';
import { timeText } from '../format.ts';
import type { GlobalOptions } from '../global-options.ts';
import { Output } from '../output.ts';
import { addPasswordOptions, currentPassword, type PasswordOptions } from '../password.ts';
import { writeSession } from '../session-file.ts';
import { UsageError } from '../usage-error.ts';

type LoginOptions = GlobalOptions & PasswordOptions;

const PASSWORD_HELP = `
Without an option, the password is in PASSWORD or in the file PASSWORD_FILE, or
is asked for. Several parties can be logged in: the last one is used, or the one
that --as names.`;

export function loginCommand(): Command {
  const command = new Command('login')
    .description('log in, and store the session for later commands')
    .argument('[party]', 'party id (or PARTY_ID)')
    .addHelpText('after', PASSWORD_HELP);
  return addPasswordOptions(command, 'the password').action(login);
}

async function login(
  partyArgument: string | undefined,
  _options: LoginOptions,
  command: Command,
): Promise<void> {
  const options = command.optsWithGlobals<LoginOptions>();
  const { PARTY_ID } = readEnvironment();
  const partyId = partyArgument ?? (PARTY_ID || undefined);
  if (partyId === undefined) throw new UsageError(`which party? Use 'redleaf login PARTY_ID'`);
  const password = await currentPassword(`Password of ${partyId}`, options);
  const redleaf = connectRedleaf({ url: options.url, timeoutMs: CALL_TIMEOUT_MS });
  try {
    const session = await redleaf.sessions.login({ partyId, password });
    await writeSession(options.url, session);
    // The token stays in the session file: what is printed ends up in logs.
    const shown = create(LoginResponseSchema, { ...session, token: '' });
    new Output(options.json).message(LoginResponseSchema, shown, () => {
      const role = session.isAdmin ? ' (administrator)' : '';
      return `logged in as ${session.partyId}${role} until ${timeText(session.expireTimeNs)}`;
    });
  } finally {
    redleaf.close();
  }
}

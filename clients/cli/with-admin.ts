import type { Redleaf } from '@redleaf/client';
import type { Command } from 'commander';
import type { GlobalOptions } from './global-options.ts';
import { Output } from './output.ts';
import { currentPassword } from './password.ts';
import { UsageError } from './usage-error.ts';
import { withLogin } from './with-login.ts';
import { withRedleaf } from './with-redleaf.ts';

export interface AdminOptions extends GlobalOptions {
  readonly adminId?: string;
  readonly adminPassword?: string;
  readonly adminPasswordStdin?: boolean;
}

export function addAdminOptions(command: Command): Command {
  return command
    .option('--admin-id <party>', 'log in as this administrator; default: the stored session')
    .option(
      '--admin-password <password>',
      'its password; visible to other users of this machine in the process list',
    )
    .option(
      '--admin-password-stdin',
      'read it from the standard input; default: ADMIN_PASSWORD, the file ADMIN_PASSWORD_FILE, or a prompt',
    );
}

/** As the administrator who is named, who is logged out afterwards, or as the party that is logged in. */
export async function withAdmin<Result>(
  options: AdminOptions,
  work: (admin: Redleaf, output: Output) => Promise<Result>,
): Promise<Result> {
  const { url, json, adminId: partyId, adminPassword, adminPasswordStdin = false } = options;
  if (partyId === undefined) {
    if (adminPassword !== undefined || adminPasswordStdin)
      throw new UsageError('--admin-password needs --admin-id');
    return withRedleaf(options, work);
  }
  const password = await currentPassword(
    `Password of ${partyId}`,
    { password: adminPassword, passwordStdin: adminPasswordStdin },
    'ADMIN_PASSWORD',
  );
  return withLogin(url, { partyId, password }, (admin) => work(admin, new Output(json)));
}

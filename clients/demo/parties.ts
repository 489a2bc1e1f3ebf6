import { Code, type Redleaf, RedleafError } from '@redleaf/client';
import type { DemoLogin } from './logins.ts';

/** Created by the exchange itself when it runs with DEMO=true. */
export const DEMO_ADMIN: DemoLogin = { partyId: 'admin', password: 'redleaf-demo' };

export function botLogin(name: string): DemoLogin {
  return { partyId: `bot-${name}`, password: `bot-${name}-demo` };
}

/** Those who are there already stay as they are. */
export async function createParties(admin: Redleaf, logins: readonly DemoLogin[]): Promise<void> {
  await Promise.all(logins.map((login) => admin.admin.createParty(login).catch(unlessThere)));
}

/** For creations that may have been made by an earlier demo on the same data folder. */
export function unlessThere(thrown: unknown): void {
  const error = RedleafError.from(thrown);
  if (error.code !== Code.AlreadyExists) throw error;
}

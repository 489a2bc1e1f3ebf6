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

/** On a data folder of an earlier demo, somebody may have another password by now, or be disabled. */
export async function thoseWhoCanLogIn(
  { sessions }: Pick<Redleaf, 'sessions'>,
  logins: readonly DemoLogin[],
): Promise<readonly DemoLogin[]> {
  const tries = await Promise.all(
    logins.map(async (login) => {
      const answer = await sessions.login({ ...login, tokenMinutes: 1 }).catch(() => undefined);
      return answer === undefined ? [] : [login];
    }),
  );
  return tries.flat();
}

/** For creations that may have been made by an earlier demo on the same data folder. */
export function unlessThere(thrown: unknown): void {
  const error = RedleafError.from(thrown);
  if (error.code !== Code.AlreadyExists) throw error;
}

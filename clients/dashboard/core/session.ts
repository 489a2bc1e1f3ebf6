import { RedleafError } from '../../typescript/redleaf-error.ts';
import type { Api } from './api.ts';
import { Source } from './source.ts';
import { millisecondsOf } from './time.ts';

export interface LoggedIn {
  readonly partyId: string;
  readonly isAdmin: boolean;
  readonly expireTimeMs: number;
}

/** Who trades on this page. The token is in memory alone: a page that is loaded again asks for the password again. */
export class Session {
  /** Undefined while nobody is logged in. */
  readonly party = new Source<LoggedIn | undefined>(undefined);
  /** Why the last session ended, when its owner did not end it. */
  readonly ending = new Source<string>('');
  #token: string | undefined;

  get token(): string | undefined {
    return this.#token;
  }

  /** @throws RedleafError CREDENTIALS_INVALID, LOGIN_DELAYED and the other reasons of `SessionService.Login`. */
  async login({ sessions }: Pick<Api, 'sessions'>, partyId: string, password: string): Promise<void> {
    try {
      const answer = await sessions.login({ partyId, password });
      this.#token = answer.token;
      this.ending.value = '';
      this.party.value = {
        partyId: answer.partyId,
        isAdmin: answer.isAdmin,
        expireTimeMs: millisecondsOf(answer.expireTimeNs),
      };
    } catch (thrown) {
      throw RedleafError.from(thrown, 'Login');
    }
  }

  /** The page forgets the token first: the exchange ends it when it hears of it, and at its time if it does not. */
  async logout({ sessions }: Pick<Api, 'sessions'>): Promise<void> {
    const token = this.#token;
    this.#forget('');
    if (token === undefined) return;
    await sessions.logout({}, { headers: { authorization: `Bearer ${token}` } }).catch(() => undefined);
  }

  /** The exchange does not take a token any more. */
  ended(token: string | undefined, why: string): void {
    if (token !== undefined && token === this.#token) this.#forget(why);
  }

  #forget(why: string): void {
    this.#token = undefined;
    this.ending.value = why;
    this.party.value = undefined;
  }
}

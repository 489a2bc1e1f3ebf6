import { RedleafError } from '../../typescript/redleaf-error.ts';
import type { Api } from './api.ts';
import { Source } from './source.ts';

export interface LoggedIn {
  readonly partyId: string;
  readonly isAdmin: boolean;
}

/** How long a machine may sleep before its user must log in again. */
const TOKEN_MINUTES = 30;

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
      const answer = await sessions.login({ partyId, password, tokenMinutes: TOKEN_MINUTES });
      this.#token = answer.token;
      this.ending.value = '';
      this.party.value = { partyId: answer.partyId, isAdmin: answer.isAdmin };
    } catch (thrown) {
      throw RedleafError.from(thrown, 'Login');
    }
  }

  /** Called every few minutes while the page is open: a page that was closed leaves a token that ends soon. */
  async renew({ sessions }: Pick<Api, 'sessions'>): Promise<void> {
    const token = this.#token;
    const party = this.party.value;
    if (token === undefined || party === undefined) return;
    try {
      await sessions.renewSession({ tokenMinutes: TOKEN_MINUTES });
    } catch (thrown) {
      const error = RedleafError.from(thrown, 'RenewSession');
      // Of a lost connection nothing follows: there is time for the next attempts.
      if (error.reason === 'TOKEN_INVALID') this.ended(token, error.message);
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

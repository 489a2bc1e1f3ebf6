import { type Client, createClient, type Transport } from '@connectrpc/connect';
import { type LoginResponse, SessionService } from '../../gen/redleaf/v1/session_service_pb.ts';

export interface Credentials {
  readonly partyId: string;
  readonly password: string;
}

/** The token of the calls: given, or fetched with a password when the first call needs it. */
export class Session {
  readonly #sessions: Client<typeof SessionService>;
  readonly #credentials: Credentials | undefined;
  #token: string | undefined;
  #login: Promise<LoginResponse> | undefined;

  constructor(transport: Transport, token: string | undefined, credentials: Credentials | undefined) {
    this.#sessions = createClient(SessionService, transport);
    this.#token = token;
    this.#credentials = credentials;
  }

  get canLogin(): boolean {
    return this.#credentials !== undefined;
  }

  /** Undefined when there is neither a token nor a password: the exchange then says what it misses. */
  async token(): Promise<string | undefined> {
    if (this.#token === undefined && this.#credentials !== undefined) await this.login(this.#credentials);
    return this.#token;
  }

  /** Calls at the same time share one login. */
  login(credentials: Credentials): Promise<LoginResponse> {
    this.#login ??= this.#sessions
      .login(credentials)
      .then((response) => {
        this.#token = response.token;
        return response;
      })
      .finally(() => {
        this.#login = undefined;
      });
    return this.#login;
  }

  /** The exchange does not take this token any more. Tells whether a call made again would have another. */
  forget(token: string): boolean {
    if (!this.canLogin) return false;
    if (this.#token === token) this.#token = undefined;
    return true;
  }
}

import type { MessagePort } from 'node:worker_threads';
import { toCrossing } from '../threads/crossing-error.ts';
import { AttachedGateway } from './attached-gateway.ts';
import type { Auth } from './auth.ts';
import type { AuthAnswers, AuthRequest, Outcome } from './session-messages.ts';

/** Others, such as checks of a password, do not wait for a gateway that stands still. */
const CHANGES_SESSIONS: ReadonlySet<AuthRequest['kind']> = new Set([
  'login',
  'renew',
  'logout',
  'changePassword',
  'setPassword',
  'setDisabled',
  'endSessions',
]);

/** Serves sessions and passwords to gateways on other threads. */
export class AuthServer {
  readonly #auth: Auth;
  readonly #caughtUp: () => Promise<void> | undefined;
  readonly #attached = new Set<AttachedGateway>();
  /** Those that have the sessions. */
  readonly #gateways = new Set<AttachedGateway>();

  /** @param caughtUp resolves when the parties and the time of this thread have all that was answered to anyone before. */
  constructor(auth: Auth, caughtUp: () => Promise<void> | undefined = () => undefined) {
    this.#auth = auth;
    this.#caughtUp = caughtUp;
    auth.watchSessions((change) => {
      for (const gateway of this.#gateways) gateway.change(change);
    });
  }

  /**
   * Sends all open sessions and every later change to the `AuthClient` at the other end, and answers its requests. No answer waits for
   * a gateway before it begins: its start may read the journal for minutes.
   */
  attach(port: MessagePort): void {
    const gateway = new AttachedGateway(port, {
      onBegin: () => this.#begin(gateway),
      answer: (request, signal) => this.#answer(request, signal),
      onClose: () => {
        this.#attached.delete(gateway);
        this.#gateways.delete(gateway);
      },
    });
    this.#attached.add(gateway);
  }

  #begin(gateway: AttachedGateway): void {
    this.#gateways.add(gateway);
    gateway.change({ open: this.#auth.openSessions(), ended: [] });
  }

  /** Refuses the requests that wait. Sessions stay valid for the next start. */
  async close(): Promise<void> {
    for (const gateway of this.#attached) gateway.close();
    await this.#auth.close();
  }

  /** Never rejects. */
  async #answer(request: AuthRequest, signal: AbortSignal): Promise<Outcome> {
    const outcome = await this.#outcome(request, signal);
    // A session that this request has opened or ended is open or ended on all gateways when it is answered.
    if (CHANGES_SESSIONS.has(request.kind)) {
      await Promise.all(Array.from(this.#gateways, (gateway) => gateway.hasAllChanges()));
    }
    return outcome;
  }

  async #outcome(request: AuthRequest, signal: AbortSignal): Promise<Outcome> {
    try {
      await this.#caughtUp();
      return { answer: await this.#execute(request, signal) };
    } catch (error) {
      return signal.aborted && error === signal.reason ? { isAborted: true } : { error: toCrossing(error) };
    }
  }

  async #execute(request: AuthRequest, signal: AbortSignal): Promise<AuthAnswers[keyof AuthAnswers]> {
    const auth = this.#auth;
    switch (request.kind) {
      case 'login':
        return auth.login(request.presented, request.tokenMs);
      case 'verify':
        return auth.verify(request.presented);
      case 'renew':
        return auth.renew(request.tokenHash, request.tokenMs);
      case 'logout':
        return auth.logout(request.tokenHash);
      case 'changePassword':
        return auth.changePassword(request.party, request.tokenHash, request.passwords);
      case 'setPassword':
        return auth.setPassword(request.partyId, request.password, request.by, signal);
      case 'createParty':
        return auth.createParty(request.command, request.password, signal);
      case 'setDisabled':
        return auth.setDisabled(request.partyId, request.isDisabled, request.by);
      case 'sessions':
        return auth.sessions(request.partyId, request.after, request.count);
      case 'endSessions':
        return auth.endSessions(request.which, request.by);
      case 'unlistedParties':
        return auth.unlistedParties();
    }
  }
}

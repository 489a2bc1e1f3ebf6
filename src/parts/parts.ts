import type { AuthPart } from '../auth/auth-part.ts';
import type { Core } from '../core/core.ts';
import type { Links } from '../core/links.ts';
import type { OtherParts } from '../gateway/gateway.ts';

export interface StartedCore {
  readonly core: Core;
  readonly links: Links;
}

/** The parts of the exchange, wherever they run. Each `start…` is called once, in this order. */
export interface Parts {
  /** @throws as `startCore`. */
  startCore(): Promise<StartedCore>;
  /** @throws as `startAuthPart`. */
  startAuth(links: Links): Promise<AuthPart>;
  /**
   * Resolves with the URL when the exchange accepts connections.
   *
   * @throws as `startGateway`.
   */
  startGateways(others: OtherParts): Promise<string>;
  /** Ends streams, answers the open requests, and closes the port. */
  closeGateways(): Promise<void>;
  /** Ends the threads of parts that were not started, or have failed to. */
  close(): Promise<void>;
}

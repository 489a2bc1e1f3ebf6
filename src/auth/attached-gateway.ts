import type { MessagePort } from 'node:worker_threads';
import { GoneError, PortCalls } from '../threads/port-calls.ts';
import type { AuthFunctions, GatewayFunctions, SessionsChange } from './auth-calls.ts';

/** A gateway at the other end of a port, and the changes of sessions that it does not have yet. */
export class AttachedGateway {
  readonly #calls: PortCalls<AuthFunctions, GatewayFunctions>;
  readonly #changes = new Set<Promise<void>>();

  constructor(port: MessagePort, own: AuthFunctions) {
    this.#calls = new PortCalls(port, own, { other: 'a gateway' });
  }

  change(change: SessionsChange): void {
    const applied = this.#apply(change).then(() => {
      this.#changes.delete(applied);
    });
    this.#changes.add(applied);
  }

  /** Resolves when the gateway has all changes that were sent until now, or is gone. */
  async hasAllChanges(): Promise<void> {
    await Promise.all(this.#changes);
  }

  close(): void {
    this.#calls.close();
  }

  async #apply(change: SessionsChange): Promise<void> {
    try {
      await this.#calls.ask('change', change);
    } catch (error) {
      if (!(error instanceof GoneError)) throw error;
    }
  }
}

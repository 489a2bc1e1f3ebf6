import { AuthThread } from '../auth/auth-thread.ts';
import { CoreThread } from '../core/core-thread.ts';
import type { Links } from '../core/links.ts';
import type { OtherParts } from '../gateway/gateway.ts';
import { Gateways } from '../gateway/gateways.ts';
import type { CoreMemory } from '../link/link-memory.ts';
import type { PartHost } from '../supervision/part-thread.ts';
import type { Parts } from './parts.ts';

/** Each part on a thread of its own. All threads load their code from the creation of this object on. */
export class PartsOnThreads implements Parts {
  readonly #core: CoreThread;
  readonly #auth: AuthThread;
  readonly #gateways: Gateways;

  /** @param onEnd called when a thread without which there is no exchange has failed. */
  constructor(host: PartHost, memory: CoreMemory, onEnd: (cause: Error) => void) {
    this.#core = new CoreThread(host, memory, onEnd);
    this.#auth = new AuthThread(host, onEnd);
    this.#gateways = new Gateways(host);
  }

  startCore() {
    return this.#core.start();
  }

  startAuth(links: Links) {
    return this.#auth.start(links.open().memory);
  }

  startGateways(others: OtherParts) {
    return this.#gateways.start(others);
  }

  closeGateways() {
    return this.#gateways.close();
  }

  async close() {
    await Promise.all([this.#gateways.close(), this.#auth.close(), this.#core.close()]);
  }
}

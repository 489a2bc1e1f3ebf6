import type { MessagePort } from 'node:worker_threads';
import { startAuthPart } from '../auth/auth-part.ts';
import { CoreThread } from '../core/core-thread.ts';
import { Links } from '../core/links.ts';
import type { OtherParts } from '../gateway/gateway.ts';
import { Gateways } from '../gateway/gateways.ts';
import type { CoreMemory } from '../link/link-memory.ts';
import type { Logger } from '../log/logger.ts';
import { partHere } from '../supervision/part-here.ts';
import type { PartHost } from '../supervision/part-thread.ts';
import type { Parts } from './parts.ts';

/**
 * The core and each gateway on a thread of its own, which loads its code from the creation of this object on. Sessions and passwords
 * are on the main thread, which does nothing else that takes time. They cannot be on a worker: bcrypt ends the process when its worker
 * ends during a hash.
 */
export class PartsOnThreads implements Parts {
  readonly #host: PartHost;
  readonly #logger: Logger;
  readonly #core: CoreThread;
  readonly #links: Links;
  readonly #gateways: Gateways;
  readonly #auth = Promise.withResolvers<OtherParts['auth']>();
  #url: Promise<string> | undefined;

  /** @param onEnd called when the core's thread has failed. */
  constructor(host: PartHost, memory: CoreMemory, logger: Logger, onEnd: (cause: Error) => void) {
    this.#host = host;
    this.#logger = logger;
    this.#core = new CoreThread(host, memory, onEnd);
    this.#links = new Links(this.#core, memory);
    this.#gateways = new Gateways(host);
  }

  /** Gateways recover their views at the same time. They read the journal once the core has opened it. */
  async startCore() {
    const auth = { attach: (port: MessagePort) => void this.#auth.promise.then((part) => part.attach(port)) };
    this.#url = this.#gateways.start({ core: this.#core, auth, links: this.#links });
    // `startGateways` throws it.
    this.#url.catch(() => {});
    return { core: await this.#core.start(), links: this.#links };
  }

  startAuth(links: Links) {
    return startAuthPart(partHere(this.#host, this.#logger, 'auth'), links.open().memory);
  }

  /** No gateway listens before it has sessions. */
  async startGateways({ auth }: Pick<OtherParts, 'auth'>) {
    if (this.#url === undefined) throw new Error('the core has not been started');
    this.#auth.resolve(auth);
    return await this.#url;
  }

  closeGateways() {
    return this.#gateways.close();
  }

  async close() {
    await Promise.all([this.#gateways.close(), this.#core.close()]);
  }
}

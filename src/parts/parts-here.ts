import { MessageChannel } from 'node:worker_threads';
import { startAuthPart } from '../auth/auth-part.ts';
import { startCore } from '../core/core.ts';
import { Links } from '../core/links.ts';
import { type Gateway, type OtherParts, startGateway } from '../gateway/gateway.ts';
import { gatewaysMemory } from '../gateway/gateways-memory.ts';
import type { CoreMemory } from '../link/link-memory.ts';
import type { Logger } from '../log/logger.ts';
import { partHere } from '../supervision/part-here.ts';
import type { PartHost } from '../supervision/part-thread.ts';
import type { Parts } from './parts.ts';

/** All parts on this thread, with one gateway, for a small machine. They are connected as on threads of their own. */
export class PartsHere implements Parts {
  readonly #host: PartHost;
  readonly #memory: CoreMemory;
  readonly #logger: Logger;
  #gateway: Gateway | undefined;

  constructor(host: PartHost, memory: CoreMemory, logger: Logger) {
    this.#host = host;
    this.#memory = memory;
    this.#logger = logger;
  }

  async startCore() {
    const core = await startCore(this.#context('core'), this.#memory);
    return { core, links: new Links(core, this.#memory) };
  }

  startAuth(links: Links) {
    return startAuthPart(this.#context('auth'), links.open().memory);
  }

  async startGateways({ core, auth, links }: OtherParts) {
    const { port1, port2 } = new MessageChannel();
    auth.attach(port1);
    this.#gateway = await startGateway(this.#context('gateway'), {
      link: links.open().memory,
      auth: port2,
      shared: gatewaysMemory(this.#host.config),
      index: 0,
      sharesPort: false,
      main: {
        port: async () => this.#host.config.port,
        stopCore: () => core.stop(),
        changeStream: async () => false,
      },
    });
    return this.#gateway.facts.url;
  }

  async closeGateways() {
    await this.#gateway?.close();
  }

  async close() {}

  #context(name: string) {
    return partHere(this.#host, this.#logger, name);
  }
}

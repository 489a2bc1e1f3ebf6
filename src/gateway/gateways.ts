import { MessageChannel } from 'node:worker_threads';
import type { Link } from '../core/links.ts';
import { gatewayCount } from '../settings/config.ts';
import type { PartHost } from '../supervision/part-thread.ts';
import type { GatewayPlace, OtherParts } from './gateway.ts';
import { GatewayThread } from './gateway-thread.ts';
import { type GatewaysMemory, gatewaysMemory } from './gateways-memory.ts';
import { requireFreePort } from './http/listen.ts';

/** The gateways of the exchange, each on a thread of its own. The system distributes the connections among them. */
export class Gateways {
  readonly #host: PartHost;
  readonly #threads: readonly GatewayThread[];
  readonly #memory: GatewaysMemory;
  #parts: OtherParts | undefined;
  /** Port of the first gateway, once that listens: the system may choose it. The others listen afterwards. */
  readonly #port = Promise.withResolvers<number>();
  #isListening = false;

  constructor(host: PartHost) {
    this.#host = host;
    this.#memory = gatewaysMemory(host.config);
    const count = gatewayCount(host.config);
    this.#threads = Array.from({ length: count }, (_, index) =>
      this.#createThread(index, count === 1 ? '' : `gateway ${index + 1}`),
    );
  }

  /**
   * Resolves with the URL when all of them accept connections.
   *
   * @throws as `startGateway`.
   */
  async start(parts: OtherParts): Promise<string> {
    this.#parts = parts;
    const [first, ...others] = this.#threads;
    if (first === undefined) throw new Error('there is always a gateway');
    const [url] = await Promise.all([this.#startFirst(first), ...others.map((other) => other.start())]);
    return url;
  }

  async #startFirst(first: GatewayThread): Promise<string> {
    const { url } = await first.start();
    this.#isListening = true;
    this.#port.resolve(this.#host.config.port || Number(new URL(url).port));
    return url;
  }

  /** Ends streams, answers the open requests, and closes the port. */
  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  #createThread(index: number, owner: string): GatewayThread {
    let link: Link | undefined;
    return new GatewayThread(this.#host, {
      name: owner === '' ? 'gateway' : owner,
      owner,
      openPlace: () => {
        link = this.#connected.links.open();
        return this.#openPlace(index, link);
      },
      onEnd: () => link?.close(),
      main: {
        port: () => this.#portOf(index),
        stopCore: () => this.#connected.core.stop(),
        changeStream: async (gateway, request) =>
          (await this.#threads[gateway]?.changeStream(request)) ?? false,
      },
    });
  }

  /** @throws as `requireFreePort`, for the first gateway. */
  async #portOf(index: number): Promise<number> {
    if (index > 0 || this.#isListening) return this.#port.promise;
    const { host, port } = this.#host.config;
    if (this.#threads.length > 1 && port !== 0) await requireFreePort(host, port);
    return port;
  }

  get #connected(): OtherParts {
    if (this.#parts === undefined) throw new Error('the gateways have not been started');
    return this.#parts;
  }

  #openPlace(index: number, { memory }: Link): GatewayPlace {
    const { port1, port2 } = new MessageChannel();
    this.#connected.auth.attach(port1);
    return {
      link: memory,
      auth: port2,
      shared: this.#memory,
      index,
      sharesPort: this.#threads.length > 1,
    };
  }
}

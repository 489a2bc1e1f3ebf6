import { MessageChannel } from 'node:worker_threads';
import type { AuthPart } from '../auth/auth-part.ts';
import type { Core } from '../core/core.ts';
import type { Link, Links } from '../core/links.ts';
import type { Logger } from '../log/logger.ts';
import { gatewayCount } from '../settings/config.ts';
import { partHere } from '../supervision/part-here.ts';
import type { PartHost } from '../supervision/part-thread.ts';
import { type Gateway, type GatewayPlace, startGateway } from './gateway.ts';
import { startGatewayThread } from './gateway-thread.ts';
import { requireFreePort } from './http/listen.ts';

interface GatewaysOptions {
  readonly host: PartHost;
  readonly core: Pick<Core, 'stop'>;
  readonly auth: Pick<AuthPart, 'attach'>;
  readonly links: Links;
  readonly logger: Logger;
}

/** The gateways of the exchange, each on a thread of its own. The system distributes the connections among them. */
export class Gateways {
  readonly #options: GatewaysOptions;
  readonly #count: number;
  readonly #gateways: Gateway[] = [];
  /** Known once the first gateway listens. */
  #port: number;

  constructor(options: GatewaysOptions) {
    this.#options = options;
    this.#count = gatewayCount(options.host.config);
    this.#port = options.host.config.port;
  }

  /**
   * Resolves with the URL when all of them accept connections.
   *
   * @throws as `startGateway`.
   */
  async start(): Promise<string> {
    const { host, port } = this.#options.host.config;
    if (this.#count > 1 && port !== 0) await requireFreePort(host, port);
    const { url } = (await this.#startThread(1)).facts;
    this.#port = Number(new URL(url).port) || this.#port;
    await Promise.all(Array.from({ length: this.#count - 1 }, (_, index) => this.#startThread(index + 2)));
    return url;
  }

  /** As `start`, with one gateway on this thread. */
  async startHere(): Promise<string> {
    const { host, core, logger } = this.#options;
    const { place } = this.#openPlace();
    const stopCore = () => core.stop();
    const gateway = await startGateway(partHere(host, logger, 'gateway'), {
      ...place,
      sharesPort: false,
      stopCore,
    });
    this.#gateways.push(gateway);
    return gateway.facts.url;
  }

  /** Ends streams, answers the open requests, and closes the port. */
  async close(): Promise<void> {
    await Promise.all(this.#gateways.map((gateway) => gateway.close()));
  }

  async #startThread(number: number): Promise<Gateway> {
    const { host, core } = this.#options;
    const name = this.#count === 1 ? 'gateway' : `gateway ${number}`;
    let link: Link | undefined;
    const gateway = await startGatewayThread(host, {
      name,
      owner: this.#count === 1 ? '' : name,
      openPlace: () => {
        const opened = this.#openPlace();
        link = opened.link;
        return opened.place;
      },
      onEnd: () => link?.close(),
      main: { stopCore: () => core.stop() },
    });
    this.#gateways.push(gateway);
    return gateway;
  }

  #openPlace(): { readonly place: GatewayPlace; readonly link: Link } {
    const { auth, links } = this.#options;
    const link = links.open();
    const { port1, port2 } = new MessageChannel();
    auth.attach(port1);
    const place = { link: link.memory, auth: port2, port: this.#port, sharesPort: this.#count > 1 };
    return { place, link };
  }
}

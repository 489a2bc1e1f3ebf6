import { createGrpcTransport, Http2SessionManager } from '@connectrpc/connect-node';
import type { MulticastOptions } from './listen-multicast.ts';
import type { MulticastEvent } from './multicast-message.ts';
import { type OrderEntryOptions, OrderEntryStream } from './order-entry-stream.ts';
import { type ConnectOptions, Redleaf } from './redleaf.ts';
import { Trading, type TradingOptions } from './trading.ts';

export interface NodeConnectOptions extends ConnectOptions {
  /** For `https`: PEM certificates of the trusted authorities, instead of the well-known ones. */
  readonly ca?: string | Uint8Array | undefined;
}

/** A connection by gRPC, from Node. */
export class NodeRedleaf extends Redleaf {
  readonly #sessionManager: Http2SessionManager;

  constructor({ url, ca, ...options }: NodeConnectOptions) {
    // Pings detect a dead connection, so that streams can continue over a new one.
    const tls = ca === undefined ? undefined : { ca: typeof ca === 'string' ? ca : Buffer.from(ca) };
    const sessionManager = new Http2SessionManager(url, { pingIntervalMs: 10_000 }, tls);
    // Fields of a newer exchange are skipped: they would only take memory.
    const binaryOptions = { readUnknownFields: false };
    super(createGrpcTransport({ baseUrl: url, sessionManager, binaryOptions }), options);
    this.#sessionManager = sessionManager;
  }

  /**
   * For bots: many commands in flight over one stream, in order. A lost stream is opened again, and unanswered commands are
   * sent again.
   */
  openTrading(options?: TradingOptions): Trading {
    return new Trading(this, { answerMs: this.staleMs, ...options });
  }

  /** For programs with their own recovery: requests of the API over one stream. A lost stream rejects all unanswered commands. */
  openOrderEntry(options?: OrderEntryOptions): OrderEntryStream {
    return new OrderEntryStream(this.orders, options);
  }

  /** The UDP multicast of the exchange, without gaps or repeats: lost datagrams are fetched again. */
  async *listenMulticast(options: MulticastOptions = {}): AsyncGenerator<MulticastEvent, void, undefined> {
    // Loaded here: few programs need it, and the library that checks datagrams is a fifth of all modules.
    const { listenMulticast } = await import('./listen-multicast.ts');
    yield* listenMulticast(this.marketData, options);
  }

  override close(): void {
    super.close();
    this.#sessionManager.abort();
  }
}

/** Nothing is sent before the first call, so this never fails. */
export function connectRedleaf(options: NodeConnectOptions): NodeRedleaf {
  return new NodeRedleaf(options);
}

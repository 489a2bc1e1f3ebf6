import { createGrpcTransport, Http2SessionManager } from '@connectrpc/connect-node';
import { listenMulticast, type MulticastOptions } from './listen-multicast.ts';
import type { MulticastEvent } from './multicast-message.ts';
import { type OrderEntryOptions, OrderEntryStream } from './order-entry-stream.ts';
import { type ConnectOptions, Redleaf } from './redleaf.ts';
import { Trading, type TradingOptions } from './trading.ts';

export interface NodeConnectOptions extends ConnectOptions {
  /** For `https`: certificates of the authorities that are trusted in place of the well-known ones, in PEM. */
  readonly ca?: string | Uint8Array | undefined;
}

/** A connection by gRPC, from Node. */
export class NodeRedleaf extends Redleaf {
  readonly #sessionManager: Http2SessionManager;

  constructor({ url, ca, ...options }: NodeConnectOptions) {
    // Pings find a connection that died without a word, so that streams can go on over another.
    const tls = ca === undefined ? undefined : { ca: typeof ca === 'string' ? ca : Buffer.from(ca) };
    const sessionManager = new Http2SessionManager(url, { pingIntervalMs: 10_000 }, tls);
    // Fields of a newer exchange are passed over: kept, they would only take memory.
    const binaryOptions = { readUnknownFields: false };
    super(createGrpcTransport({ baseUrl: url, sessionManager, binaryOptions }), options);
    this.#sessionManager = sessionManager;
  }

  /** For bots: commands in order over one stream, many in flight, which is opened again when it is lost. */
  openTrading(options?: TradingOptions): Trading {
    return new Trading(this, { answerMs: this.staleMs, ...options });
  }

  /** The same without a net: requests of the API, and a lost stream fails what was not answered. */
  openOrderEntry(options?: OrderEntryOptions): OrderEntryStream {
    return new OrderEntryStream(this.orders, options);
  }

  /** What the exchange sends by UDP multicast, without a gap or a repeat: what is lost is fetched again. */
  listenMulticast(options: MulticastOptions = {}): AsyncGenerator<MulticastEvent, void, undefined> {
    return listenMulticast(this.marketData, options);
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

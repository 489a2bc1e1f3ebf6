import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Client } from '@connectrpc/connect';
import type { MarketDataService } from '../../gen/redleaf/v1/market_data_service_pb.ts';
import { type MulticastEvent, readDatagram } from './multicast-message.ts';
import { type MulticastGap, MulticastOrder, type MulticastPosition } from './multicast-order.ts';
import { pause, persistently } from './reconnect.ts';
import { RedleafError } from './redleaf-error.ts';
import { Signal } from './signal.ts';

export interface MulticastOptions {
  /** 224.1.1.1 unless told. */
  readonly group?: string | undefined;
  /** 4444 unless told. */
  readonly port?: number | undefined;
  /** Address of the network interface to listen on; the default one of the system unless told. */
  readonly interfaceAddress?: string | undefined;
  /**
   * `now` (unless told) begins with the first datagram that is heard; `beginning` with the first event of the session;
   * a position with the event after it, or with the first one when the session is another now.
   */
  readonly from?: 'now' | 'beginning' | MulticastPosition | undefined;
  /** Ends the iteration, without an error. */
  readonly signal?: AbortSignal | undefined;
  /** Datagrams were lost, and are asked for again. */
  readonly onGap?: ((gap: MulticastGap) => void) | undefined;
  /** Since when the exchange runs, in nanoseconds since 1970-01-01 UTC: when it is first heard, and after every restart. */
  readonly onStarted?: ((startedNs: bigint) => void) | undefined;
}

/** What is only late comes within this time. */
const REORDER_MS = 20;
/** What is asked for may not be to be had yet. */
const PATIENCE_MS = 100;
const RECEIVE_BUFFER_BYTES = 4 * 2 ** 20;

/**
 * What the exchange sends by multicast: each event exactly once, in order. Datagrams that are lost are fetched from the
 * exchange. When an event has another `session` than the one before it, the exchange has begun anew, with
 * empty books.
 *
 * @throws RedleafError RESUME_TOO_OLD when what was lost is not to be had any more.
 */
export async function* listenMulticast(
  marketData: Client<typeof MarketDataService>,
  options: MulticastOptions,
): AsyncGenerator<MulticastEvent, void, undefined> {
  const { signal, onGap, onStarted } = options;
  const order = new MulticastOrder(options.from ?? 'now');
  const news = new Signal();
  let started = 0n;
  let failure: Error | undefined;
  const socket = await join(options);
  socket.on('message', (payload) => {
    const message = readDatagram(payload);
    if (message === undefined) return;
    order.take(message);
    if (message.type === 'HEARTBEAT' && message.started > started) {
      started = message.started;
      onStarted?.(started);
    }
    news.raise();
  });
  socket.on('error', (error) => {
    failure = error;
    news.raise();
  });
  const onAbort = () => news.raise();
  signal?.addEventListener('abort', onAbort);
  try {
    while (signal?.aborted !== true) {
      for (let event = order.next(); event !== undefined; event = order.next()) yield event;
      if (failure !== undefined) throw RedleafError.from(failure);
      const { gap } = order;
      if (gap === undefined) {
        await news.wait();
        continue;
      }
      await pause(REORDER_MS, signal);
      if (order.gap?.firstSequence !== gap.firstSequence || order.gap.session !== gap.session) continue;
      onGap?.(gap);
      await fill(marketData, gap, order, signal);
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    socket.close();
  }
}

/** Asks for all that is missing; what cannot be had yet stays a gap. */
async function fill(
  marketData: Client<typeof MarketDataService>,
  { session, firstSequence, lastSequence }: MulticastGap,
  order: MulticastOrder,
  signal: AbortSignal | undefined,
): Promise<void> {
  const request = {
    session,
    firstSequence: BigInt(firstSequence),
    lastSequence: BigInt(lastSequence),
  };
  try {
    const { datagrams } = await persistently(
      () => marketData.replayMulticast(request, { ...(signal && { signal }) }),
      { signal },
    );
    for (const datagram of datagrams) {
      const message = readDatagram(datagram);
      if (message !== undefined) order.take(message);
    }
    if (datagrams.length === 0) await pause(PATIENCE_MS, signal);
  } catch (thrown) {
    if (signal?.aborted) return;
    // The exchange has begun anew: the next datagram says so.
    if (RedleafError.from(thrown).reason !== 'UNKNOWN_SESSION') throw thrown;
    await pause(PATIENCE_MS, signal);
  }
}

async function join({
  group = '224.1.1.1',
  port = 4444,
  interfaceAddress,
}: MulticastOptions): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  try {
    // Bound to the group, it does not get what is sent to other groups; Windows cannot do so.
    socket.bind(port, process.platform === 'win32' ? undefined : group);
    await once(socket, 'listening');
    socket.addMembership(group, interfaceAddress);
    socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
    return socket;
  } catch (error) {
    socket.close();
    throw RedleafError.from(error);
  }
}

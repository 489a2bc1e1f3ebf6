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
  /** Default 224.1.1.1. */
  readonly group?: string | undefined;
  /** Default 4444. */
  readonly port?: number | undefined;
  /** Address of the network interface to listen on; by default that of the system. */
  readonly interfaceAddress?: string | undefined;
  /**
   * `now`, the default, begins with the first received datagram; `beginning` with the first event of the session. A position
   * begins with the event after it, or with the first event if the session has changed.
   */
  readonly from?: 'now' | 'beginning' | MulticastPosition | undefined;
  /** Ends the iteration, without an error. */
  readonly signal?: AbortSignal | undefined;
  /** Called when datagrams were lost, which are requested again. */
  readonly onGap?: ((gap: MulticastGap) => void) | undefined;
  /**
   * Called at the first heartbeat and after each restart with the start time of the exchange: nanoseconds since 1970-01-01 UTC.
   */
  readonly onStarted?: ((startedNs: bigint) => void) | undefined;
}

/** Datagrams that are only late arrive within this time. */
const REORDER_MS = 20;
/** Pause between attempts: the requested datagrams may not be available yet. */
const PATIENCE_MS = 100;
const RECEIVE_BUFFER_BYTES = 4 * 2 ** 20;

/**
 * The multicast of the exchange: each event exactly once, in order. Lost datagrams are fetched from the exchange. If an event
 * has another `session` than the previous one, the exchange began a new history, with empty books.
 *
 * @throws RedleafError RESUME_TOO_OLD if lost datagrams are no longer available.
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

/** Requests all missing datagrams. Those that are not available yet remain a gap. */
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
    // The exchange has begun a new session. The next datagram shows it.
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
    // A socket bound to the group does not receive datagrams of other groups. Windows does not support this.
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

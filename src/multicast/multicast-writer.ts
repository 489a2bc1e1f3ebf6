import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import type { FollowerCursor } from '../follower/follower-cursor.ts';
import type { Writer, WriterFrame } from '../follower/writer.ts';
import { DatagramStore } from './datagram-store.ts';
import { datagramsOf, heartbeat } from './datagrams.ts';

export interface MulticastSettings {
  /** Holds the retained datagrams. */
  readonly dataDir: string;
  readonly mcastGroup: string;
  readonly mcastPort: number;
  readonly mcastTtl: number;
  /** Empty for the default of the system. */
  readonly mcastInterface: string;
  readonly mcastHeartbeatMs: number;
  readonly mcastRetained: number;
}

/** Datagrams in a burst. Between bursts, listeners have a moment to empty their buffers, and heartbeats get a turn. */
const BURST = 32;

/**
 * Sends orders, trades and cancels to a multicast group, as the seed did. The datagrams of a session are numbered without a
 * gap. The session is the epoch of the journal: a restart continues it, and a new exchange has another.
 */
export class MulticastWriter implements Writer {
  readonly name = 'multicast';
  readonly #settings: MulticastSettings;
  readonly #startedNs = nowNs();
  #connection: { readonly store: DatagramStore; readonly socket: Socket } | undefined;
  #heartbeats: NodeJS.Timeout | undefined;
  #isQuiet = true;

  constructor(settings: MulticastSettings) {
    this.#settings = settings;
  }

  async open(): Promise<FollowerCursor> {
    await this.close();
    const { dataDir, mcastRetained, mcastHeartbeatMs } = this.#settings;
    const store = new DatagramStore(dataDir, mcastRetained);
    try {
      this.#connection = { store, socket: await this.#openSocket() };
    } catch (error) {
      store.close();
      throw error;
    }
    this.#heartbeats = setInterval(() => this.#beat(), mcastHeartbeatMs);
    // Listeners learn of a restart at once.
    this.#beat();
    return store.sent.event;
  }

  async write(frames: readonly WriterFrame[]): Promise<void> {
    if (this.#connection === undefined) throw new Error('the writer is not open');
    const { store, socket } = this.#connection;
    const { sent } = store;
    const news = frames.filter(({ sequence }) => sequence > sent.event.sequence);
    const [first] = news;
    const last = news.at(-1);
    if (first === undefined || last === undefined) return;
    const session = sent.session || sessionBegunBy(first);
    const payloads = datagramsOf(news, session, sent.sequence + 1);
    if (payloads.length > 0) store.keep(session, sent.sequence + 1, payloads);
    this.#isQuiet = false;
    for (let start = 0; start < payloads.length; start += BURST) {
      await Promise.all(payloads.slice(start, start + BURST).map((payload) => this.#send(socket, payload)));
      await setImmediate();
    }
    store.move({ session, event: last, sequence: sent.sequence + payloads.length });
  }

  async close(): Promise<void> {
    clearInterval(this.#heartbeats);
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.store.close();
    connection?.socket.close();
  }

  async #openSocket(): Promise<Socket> {
    const { mcastTtl, mcastInterface } = this.#settings;
    const socket = createSocket('udp4');
    try {
      socket.bind(0, mcastInterface || undefined);
      await once(socket, 'listening');
      // `#send` rejects for a datagram that fails.
      socket.on('error', () => {});
      socket.setMulticastTTL(mcastTtl);
      socket.setMulticastLoopback(true);
      if (mcastInterface !== '') socket.setMulticastInterface(mcastInterface);
      return socket;
    } catch (error) {
      socket.close();
      throw error;
    }
  }

  #send(socket: Socket, payload: Buffer): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const { mcastPort, mcastGroup } = this.#settings;
    socket.send(payload, mcastPort, mcastGroup, (error) => (error === null ? resolve() : reject(error)));
    return promise;
  }

  #beat(): void {
    const isQuiet = this.#isQuiet;
    this.#isQuiet = true;
    if (!isQuiet || this.#connection === undefined) return;
    const { store, socket } = this.#connection;
    const { session, sequence } = store.sent;
    if (session === '') return;
    // A lost heartbeat does no harm: another follows.
    this.#send(socket, heartbeat(session, sequence, nowNs(), this.#startedNs)).catch(() => {});
  }
}

function sessionBegunBy({ epoch, events: [first] }: WriterFrame): string {
  if (first?.sequence !== 1)
    throw new Error(`event ${first?.sequence} begins no session, only the first event does`);
  return String(epoch);
}

function nowNs(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}

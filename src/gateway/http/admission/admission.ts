import type { EventEmitter } from 'node:events';
import type { Http2Session, ServerHttp2Session } from 'node:http2';
import { Socket } from 'node:net';
import { TokenBucket } from '../../../admission/token-bucket.ts';
import type { Config } from '../../../settings/config.ts';
import type { PortEvents } from '../one-port.ts';
import { connectionSocket } from '../tls/connection-socket.ts';
import { NGHTTP2_REFUSED_STREAM, type Transfer } from '../transfer.ts';
import { addressKey } from './address-key.ts';
import { Addresses } from './addresses.ts';
import type { AdmissionMetrics } from './admission-metrics.ts';
import { boundsOfAll, PARTY_FLOORS, PROBES, shareOf, shareOfConnections } from './bounds.ts';
import { Call, type SweepClock } from './call.ts';
import { Connection } from './connection.ts';
import { type Bounds, type Holder, openHolder } from './holder.ts';
import { Turns } from './turns.ts';

/** For all addresses together. */
const NEW_CONNECTIONS_PER_SECOND = 2_000;
/**
 * Maximum number of requests that begin in one turn of the event loop, with and without a token. An order takes 0.03 ms, a call
 * without a token up to a millisecond, such as a login.
 */
const PARTY_REQUESTS_PER_TURN = 16;
const ANONYMOUS_REQUESTS_PER_TURN = 2;
/** Share of one connection in the bounds of its address. */
const CONNECTION_SHARE_PERCENT = 50;

/** Limits the connections and requests of each party, address and connection to its share. */
export class Admission {
  readonly anonymous: Holder;
  readonly parties: Holder;
  readonly probes: Holder;
  readonly #metrics: AdmissionMetrics;
  readonly #addresses: Addresses;
  readonly #newConnections: TokenBucket;
  readonly #partyHolders = new Map<number, Holder>();
  readonly #partyBounds: Bounds;
  readonly #addressBounds: Bounds;
  readonly #connectionBounds: Bounds;
  readonly #partyTurns = new Turns(PARTY_REQUESTS_PER_TURN);
  readonly #anonymousTurns = new Turns(ANONYMOUS_REQUESTS_PER_TURN);
  readonly #connections = new Map<Socket, Connection>();
  readonly #connectionOfSession = new WeakMap<Http2Session, Connection>();
  readonly #clock: SweepClock & { sweep: number } = { sweep: 0 };
  readonly #sweepTimer: NodeJS.Timeout;

  constructor(port: EventEmitter<PortEvents>, config: Config, metrics: AdmissionMetrics) {
    const all = boundsOfAll(config);
    this.#metrics = metrics;
    this.anonymous = openHolder('anonymous', all);
    this.parties = openHolder('party', all);
    this.probes = openHolder('probe', PROBES);
    this.#partyBounds = shareOf(all, config.partySharePercent);
    this.#addressBounds = shareOf(all, config.addressSharePercent);
    this.#connectionBounds = shareOf(this.#addressBounds, CONNECTION_SHARE_PERCENT);
    const probeBounds = shareOf(PROBES, config.addressSharePercent);
    this.#newConnections = new TokenBucket(
      NEW_CONNECTIONS_PER_SECOND,
      config.maxConnections,
      performance.now(),
    );
    this.#addresses = new Addresses({
      maxConnections: shareOfConnections(config),
      callsPerSecond: config.maxCallsPerSecond,
      openHolders: () => ({
        holder: openHolder('anonymous', this.#addressBounds, this.anonymous),
        probes: openHolder('probe', probeBounds, this.probes),
      }),
    });
    port.on('connection', (socket) => this.#connect(socket));
    port.on('session', (session, socket) => this.#beginSession(session, socket));
    this.#sweepTimer = setInterval(() => this.#sweep(), config.idleTimeoutMs / 4).unref();
  }

  holderOfParty(partyNumber: number): Holder {
    let holder = this.#partyHolders.get(partyNumber);
    if (holder === undefined) {
      holder = openHolder('party', this.#partyBounds, this.parties, PARTY_FLOORS);
      this.#partyHolders.set(partyNumber, holder);
    }
    return holder;
  }

  /**
   * Runs `work` for a request in its turn. Resets the request without an answer if its caller has too many of them.
   *
   * @param caller the party of a valid token, or `probe` for a request for health, metrics or reflection.
   */
  serve(transfer: Transfer, caller: number | 'probe' | undefined, work: (call: Call) => void): void {
    const connection = this.#connectionOf(transfer);
    if (connection === undefined || connection.isClosed) return;
    const holder = this.#holderOf(caller, connection);
    const metrics = this.#metrics;
    if (!holder.requests.take(1)) {
      metrics.refused('requests', holder.name);
      transfer.reset(NGHTTP2_REFUSED_STREAM);
      this.#countOffence(connection);
      return;
    }
    const { key: address, calls } = connection.address;
    const rate = holder.name === 'anonymous' ? calls : undefined;
    const call = new Call(transfer, holder, { address, rate, clock: this.#clock, metrics });
    connection.add(call);
    transfer.onClose(() => this.#ended(call, connection));
    const isParty = holder.name === 'party';
    const turns = isParty ? this.#partyTurns : this.#anonymousTurns;
    connection.serve(() =>
      turns.run(isParty ? holder : connection.address, connection, () => {
        if (!call.isClosed) work(call);
      }),
    );
  }

  close(): void {
    clearInterval(this.#sweepTimer);
  }

  #connect(announced: Socket): void {
    const socket = connectionSocket(announced);
    // Its TLS socket is announced too.
    if (this.#connections.has(socket)) return;
    const nowMs = performance.now();
    // Undefined if the caller has disconnected already.
    const { remoteAddress } = socket;
    if (remoteAddress === undefined) {
      socket.destroy();
      return;
    }
    const address = this.#addresses.connect(addressKey(remoteAddress), nowMs);
    if (address === undefined || !this.#newConnections.take(nowMs)) {
      if (address !== undefined) address.connections -= 1;
      this.#metrics.refused('connections', 'anonymous');
      socket.destroy();
      return;
    }
    const holder = openHolder('anonymous', this.#connectionBounds, address.holder);
    const connection = new Connection(socket, address, holder, this.#clock);
    this.#connections.set(socket, connection);
    socket.once('close', () => {
      this.#connections.delete(socket);
      connection.drop();
      address.connections -= 1;
    });
  }

  #beginSession(session: ServerHttp2Session, socket: Socket): void {
    const connection = this.#connections.get(connectionSocket(socket));
    if (connection === undefined) return;
    connection.begin(session);
    this.#connectionOfSession.set(session, connection);
    session.on('stream', (stream) => {
      // The stream was reset before it became a request.
      if (stream.destroyed) this.#countOffence(connection);
    });
  }

  #connectionOf({ carrier }: Transfer): Connection | undefined {
    if (carrier instanceof Socket) return this.#connections.get(connectionSocket(carrier));
    return carrier === undefined ? undefined : this.#connectionOfSession.get(carrier);
  }

  #holderOf(caller: number | 'probe' | undefined, connection: Connection): Holder {
    if (caller === 'probe') return connection.address.probes;
    return caller === undefined ? connection.holder : this.holderOfParty(caller);
  }

  #ended(call: Call, connection: Connection): void {
    call.close();
    if (call.isOver) connection.remove(call);
    if (call.isReset && !connection.isClosing) this.#countOffence(connection);
    connection.served();
  }

  #countOffence(connection: Connection): void {
    if (connection.isClosed || !connection.countOffence()) return;
    this.#metrics.expelled();
    connection.destroy();
  }

  #sweep(): void {
    this.#clock.sweep += 1;
    for (const connection of this.#connections.values()) {
      for (const call of connection.calls) {
        if (call.isOver) connection.remove(call);
        else if (call.isLate()) this.#giveUp(call, connection);
      }
      connection.closeIfIdle();
    }
    this.#addresses.sweep(performance.now());
  }

  /**
   * Closes the stream of a late call, or its connection if the stream is closed already. Only the end of a connection frees
   * bytes in its socket, and a stream cannot close while its socket is blocked.
   */
  #giveUp(call: Call, connection: Connection): void {
    this.#metrics.closedUnread();
    if (call.isClosed || call.isGivenUp) connection.destroy();
    else call.giveUp();
  }
}

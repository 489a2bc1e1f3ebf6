import type { EventEmitter } from 'node:events';
import { constants, type Http2Session, type ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import { TokenBucket } from '../../../admission/token-bucket.ts';
import type { Config } from '../../../settings/config.ts';
import type { NodeRequest, NodeResponse } from '../node-http.ts';
import { connectionSocket } from '../tls/connection-socket.ts';
import { addressKey } from './address-key.ts';
import { Addresses } from './addresses.ts';
import type { AdmissionMetrics } from './admission-metrics.ts';
import { boundsOfAll, PARTY_FLOORS, PROBES, shareOf, shareOfConnections } from './bounds.ts';
import { Call, type SweepClock } from './call.ts';
import { Connection } from './connection.ts';
import { countLeaving } from './count-bytes.ts';
import { type Bounds, type Holder, openHolder } from './holder.ts';
import { Turns } from './turns.ts';

/** For all addresses together. */
const NEW_CONNECTIONS_PER_SECOND = 2_000;
/** Maximum number of requests that begin in one turn of the event loop, with and without a token. An order takes 0.3 ms. */
const PARTY_REQUESTS_PER_TURN = 16;
const ANONYMOUS_REQUESTS_PER_TURN = 8;
/**
 * Node has the same limit for HTTP/1.1. HTTP/2 needs one too: with header compression a caller repeats a long header with one
 * byte.
 */
const MAX_HEADER_BYTES = 16_384;
/** Share of one connection in the bounds of its address. */
const CONNECTION_SHARE_PERCENT = 50;

interface Options {
  readonly config: Config;
  /** The party of a request's token; undefined without a valid token. */
  readonly partyNumberOf: (request: NodeRequest) => number | undefined;
  /** Whether a request asks for health, metrics or reflection. */
  readonly isProbe: (request: NodeRequest) => boolean;
  readonly metrics: AdmissionMetrics;
}

/** Limits the connections and requests of each party, address and connection to its share. */
export class Admission {
  readonly anonymous: Holder;
  readonly parties: Holder;
  readonly probes: Holder;
  readonly #options: Options;
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
  /** The session that belongs to the next `connection` event. */
  #newSession: ServerHttp2Session | undefined;
  readonly #clock: SweepClock & { sweep: number } = { sweep: 0 };
  readonly #sweepTimer: NodeJS.Timeout;

  constructor(server: EventEmitter, options: Options) {
    const { config } = options;
    const all = boundsOfAll(config);
    this.#options = options;
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
      openHolders: () => ({
        holder: openHolder('anonymous', this.#addressBounds, this.anonymous),
        probes: openHolder('probe', probeBounds, this.probes),
      }),
    });
    server.on('connection', (socket: Socket) => this.#connect(socket));
    server.on('session', (session: ServerHttp2Session) => {
      this.#newSession = session;
    });
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

  /** Runs `work` for a request in its turn. Resets the request without an answer if its caller has too many of them. */
  serve(request: NodeRequest, response: NodeResponse, work: (call: Call) => void): void {
    const connection = this.#connectionOf(request);
    if (connection === undefined || connection.isClosed) return;
    const holder = this.#holderOf(request, connection);
    const { metrics } = this.#options;
    if (headerBytes(request) > MAX_HEADER_BYTES) {
      response.statusCode = 431;
      response.end();
      return;
    }
    if (!holder.requests.take(1)) {
      metrics.refused('requests', holder.name);
      if ('stream' in request) request.stream.close(constants.NGHTTP2_REFUSED_STREAM);
      else request.destroy();
      this.#countOffence(connection);
      return;
    }
    const call = new Call(request, response, holder, {
      address: connection.address.key,
      clock: this.#clock,
      metrics,
    });
    connection.add(call);
    countLeaving(response, call);
    response.once('close', () => this.#ended(call, connection));
    const [turns, caller] =
      holder.name === 'party' ? [this.#partyTurns, holder] : [this.#anonymousTurns, connection.address];
    connection.serve(() =>
      turns.run(caller, connection, () => {
        if (!call.isClosed) work(call);
      }),
    );
  }

  /** Counts a refused request as an offence, like a reset call. */
  refused(request: NodeRequest): void {
    const connection = this.#connectionOf(request);
    if (connection !== undefined) this.#countOffence(connection);
  }

  close(): void {
    clearInterval(this.#sweepTimer);
  }

  #connect(announced: Socket): void {
    const socket = connectionSocket(announced);
    // The server passes a connection on to its TLS, HTTP/1.1 or HTTP/2 part, which emits `connection` again.
    const known = this.#connections.get(socket);
    if (known !== undefined) {
      this.#beginSession(known);
      return;
    }
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
      this.#options.metrics.refused('connections', 'anonymous');
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

  /** The HTTP/2 part emits `session` just before it emits `connection` again. */
  #beginSession(connection: Connection): void {
    const session = this.#newSession;
    if (session === undefined) return;
    this.#newSession = undefined;
    connection.begin(session);
    this.#connectionOfSession.set(session, connection);
    session.on('stream', (stream) => {
      // The stream was reset before it became a request.
      if (stream.destroyed) this.#countOffence(connection);
    });
  }

  #connectionOf(request: NodeRequest): Connection | undefined {
    if (!('stream' in request)) return this.#connections.get(connectionSocket(request.socket));
    const { session } = request.stream;
    return session === undefined ? undefined : this.#connectionOfSession.get(session);
  }

  #holderOf(request: NodeRequest, connection: Connection): Holder {
    const { isProbe, partyNumberOf } = this.#options;
    if (isProbe(request)) return connection.address.probes;
    const partyNumber = partyNumberOf(request);
    return partyNumber === undefined ? connection.holder : this.holderOfParty(partyNumber);
  }

  #ended(call: Call, connection: Connection): void {
    call.close();
    if (call.isOver) connection.remove(call);
    if (call.isReset && !connection.isClosing) this.#countOffence(connection);
    connection.served();
  }

  #countOffence(connection: Connection): void {
    if (connection.isClosed || !connection.countOffence()) return;
    this.#options.metrics.expelled();
    connection.destroy();
  }

  #sweep(): void {
    this.#clock.sweep += 1;
    for (const connection of this.#connections.values()) {
      for (const call of connection.calls) {
        if (call.isOver) connection.remove(call);
        else if (call.isLate) this.#giveUp(call, connection);
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
    this.#options.metrics.closedUnread();
    if (call.isClosed || call.isGivenUp) connection.destroy();
    else call.giveUp();
  }
}

function headerBytes({ rawHeaders }: NodeRequest): number {
  let bytes = 0;
  for (const text of rawHeaders) bytes += text.length;
  return bytes;
}

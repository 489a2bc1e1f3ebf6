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

/** Of all addresses together. */
const NEW_CONNECTIONS_PER_SECOND = 2_000;
/** Requests that begin in one turn of the event loop: of all callers with a token, and of all without. An order costs 0.3 ms. */
const PARTY_REQUESTS_PER_TURN = 16;
const STRANGER_REQUESTS_PER_TURN = 8;
/** As node's own bound over HTTP/1.1. Over HTTP/2 a header that is sent again costs its caller one byte, and us all of it. */
const MAX_HEADER_BYTES = 16_384;
/** Of what an address may have, one of its connections has half. */
const CONNECTION_SHARE_PERCENT = 50;

interface Options {
  readonly config: Config;
  /** The party that holds the token of a request; undefined when there is none. */
  readonly partyNumberOf: (request: NodeRequest) => number | undefined;
  /** Whether a request asks for health, metrics or reflection. */
  readonly isProbe: (request: NodeRequest) => boolean;
  readonly metrics: AdmissionMetrics;
}

/** Lets in connections and requests, as many of each caller as are its share. */
export class Admission {
  readonly strangers: Holder;
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
  readonly #strangerTurns = new Turns(STRANGER_REQUESTS_PER_TURN);
  readonly #connections = new Map<Socket, Connection>();
  readonly #connectionOfSession = new WeakMap<Http2Session, Connection>();
  /** Of the connection that is announced next. */
  #newSession: ServerHttp2Session | undefined;
  readonly #clock: SweepClock & { sweep: number } = { sweep: 0 };
  readonly #sweepTimer: NodeJS.Timeout;

  constructor(server: EventEmitter, options: Options) {
    const { config } = options;
    const all = boundsOfAll(config);
    this.#options = options;
    this.strangers = openHolder('stranger', all);
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
        holder: openHolder('stranger', this.#addressBounds, this.strangers),
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

  /** Has a request worked on when it is its turn, or refuses it without a word when even that is too much. */
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
      this.#offend(connection);
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
      holder.name === 'party' ? [this.#partyTurns, holder] : [this.#strangerTurns, connection.address];
    connection.serve(() =>
      turns.run(caller, connection, () => {
        if (!call.isClosed) work(call);
      }),
    );
  }

  /** A caller that was refused counts as one that has reset its call. */
  refused(request: NodeRequest): void {
    const connection = this.#connectionOf(request);
    if (connection !== undefined) this.#offend(connection);
  }

  close(): void {
    clearInterval(this.#sweepTimer);
  }

  #connect(announced: Socket): void {
    const socket = connectionSocket(announced);
    // The server hands a connection on to its TLS, HTTP/1.1 or HTTP/2 part, which announces it again.
    const known = this.#connections.get(socket);
    if (known !== undefined) {
      this.#beginSession(known);
      return;
    }
    const nowMs = performance.now();
    // It has none when its caller has left already.
    const { remoteAddress } = socket;
    if (remoteAddress === undefined) {
      socket.destroy();
      return;
    }
    const address = this.#addresses.connect(addressKey(remoteAddress), nowMs);
    if (address === undefined || !this.#newConnections.take(nowMs)) {
      if (address !== undefined) address.connections -= 1;
      this.#options.metrics.refused('connections', 'stranger');
      socket.destroy();
      return;
    }
    const holder = openHolder('stranger', this.#connectionBounds, address.holder);
    const connection = new Connection(socket, address, holder, this.#clock);
    this.#connections.set(socket, connection);
    socket.once('close', () => {
      this.#connections.delete(socket);
      connection.drop();
      address.connections -= 1;
    });
  }

  /** The HTTP/2 half makes the session of a connection just before it announces the connection. */
  #beginSession(connection: Connection): void {
    const session = this.#newSession;
    if (session === undefined) return;
    this.#newSession = undefined;
    connection.begin(session);
    this.#connectionOfSession.set(session, connection);
    session.on('stream', (stream) => {
      // It was reset before it could become a request.
      if (stream.destroyed) this.#offend(connection);
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
    if (call.isReset && !connection.isClosing) this.#offend(connection);
    connection.served();
  }

  #offend(connection: Connection): void {
    if (connection.isClosed || !connection.offend()) return;
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
   * What is still in the socket of a call whose stream was closed is only dropped with the connection. A stream whose socket
   * takes nothing does not close either.
   */
  #giveUp(call: Call, connection: Connection): void {
    this.#options.metrics.gaveUp();
    if (call.isClosed || call.isGivenUp) connection.destroy();
    else call.giveUp();
  }
}

function headerBytes({ rawHeaders }: NodeRequest): number {
  let bytes = 0;
  for (const text of rawHeaders) bytes += text.length;
  return bytes;
}

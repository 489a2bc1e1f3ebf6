import type { MessagePort } from 'node:worker_threads';
import manifest from '../../package.json' with { type: 'json' };
import { AuthClient } from '../auth/auth-client.ts';
import type { AuthPart } from '../auth/auth-part.ts';
import type { Core } from '../core/core.ts';
import type { Links } from '../core/links.ts';
import { openClock } from '../exchange/open-clock.ts';
import { Feeds } from '../feeds/feeds.ts';
import { CatchUp } from '../follower/catch-up.ts';
import { CommittedBatches } from '../follower/committed-batches.ts';
import { CoreFollower } from '../follower/core-follower.ts';
import { HistoryReader } from '../history/history-reader.ts';
import { ExchangeClient } from '../link/exchange-client.ts';
import type { LinkMemory } from '../link/link-memory.ts';
import { journalAnnounced } from '../link/opened-journal.ts';
import { TradingDays } from '../market/trading-days.ts';
import { MulticastReplay } from '../multicast/multicast-replay.ts';
import { restoreViews } from '../recovery/recover.ts';
import { reportDamagedSnapshots } from '../supervision/damaged-snapshots.ts';
import type { PartContext } from '../supervision/part.ts';
import { openTracing } from '../telemetry/tracing.ts';
import type { GatewaysMemory } from './gateways-memory.ts';
import { collectSessions } from './metrics/collect-gauges.ts';
import { Metrics } from './metrics/metrics.ts';
import { createServer } from './server.ts';

/** Where a gateway stands: what connects it to the other parts, and to its callers. */
export interface GatewayPlace {
  readonly link: LinkMemory;
  /** The other end is of an `AuthServer`. */
  readonly auth: MessagePort;
  readonly shared: GatewaysMemory;
  /** Its number among the gateways, from 0. */
  readonly index: number;
  /** Whether other gateways listen on the port too, and the system distributes connections among them. */
  readonly sharesPort: boolean;
}

/** The parts that gateways are connected to. */
export interface OtherParts {
  readonly core: Pick<Core, 'stop'>;
  readonly auth: Pick<AuthPart, 'attach'>;
  readonly links: Links;
}

/** Functions of the main thread that a gateway calls. */
export interface MainForGateway {
  /** The TCP port to listen on, when it is this gateway's turn to do so. */
  port(): Promise<number>;
  /** Stops the core; resolves when every accepted command has its reply. */
  stopCore(): Promise<void>;
  /** Changes a stream of another gateway. See `ChangeElsewhere`. */
  changeStream(gateway: number, request: Uint8Array): Promise<boolean>;
}

interface GatewayOptions extends GatewayPlace {
  readonly main: MainForGateway;
}

/** All that faces clients: views, handlers and sockets. */
export interface Gateway {
  readonly facts: {
    /** Its URL, such as `http://127.0.0.1:8000`. */
    readonly url: string;
  };
  /** As `StreamChanges.changeHere`. */
  changeStream(request: Uint8Array): Promise<void>;
  /** Ends streams, answers the open requests, and closes the port. */
  close(): Promise<void>;
}

/** Recovers the views while the core recovers its state, follows the core, and accepts connections. */
export async function startGateway(context: PartContext, options: GatewayOptions): Promise<Gateway> {
  const { config, logger, threads, registry, end } = context;
  const { link, main, ...place } = options;
  const directory = config.dataDir;
  await using started = new AsyncDisposableStack();
  const exchange = new ExchangeClient(link);
  await journalAnnounced(link);
  const batches = new CommittedBatches(directory, link);
  started.defer(() => batches.close());
  const follower = new CoreFollower({ batches, memory: link, exchange, logger, end });
  started.defer(() => follower.stop());
  const catchUp = new CatchUp(directory, batches, threads);
  started.defer(() => catchUp.close());
  const clock = openClock(config.clock, batches.lastTimeNs);
  const onDamagedSnapshot = reportDamagedSnapshots(registry, logger);
  const createViews = () =>
    new Feeds({
      older: catchUp,
      epoch: batches.epoch,
      retained: config.retainedReports,
      heartbeatMs: config.heartbeatMs,
      days: new TradingDays(config.marketTimeZone),
      clock,
    });
  const feeds = restoreViews({
    directory,
    journal: batches,
    createViews,
    from: 'older snapshot',
    onDamagedSnapshot,
  });
  await follower.follow(feeds);
  await exchange.attached;
  const auth = await AuthClient.open(place.auth, { parties: feeds.directory, clock });
  collectSessions(registry, auth);
  const multicast = new MulticastReplay(directory, config.maxHistoryReadsWaiting, threads);
  started.defer(() => multicast.close());
  const history = config.history
    ? new HistoryReader(directory, config.maxHistoryReadsWaiting, threads)
    : undefined;
  started.defer(() => history?.close());
  const tracing = await openTracing(config, manifest.version, logger);
  started.defer(() => tracing?.close());
  const server = createServer({
    ...context,
    place,
    changeElsewhere: (gateway, request) => main.changeStream(gateway, request),
    auth,
    metrics: new Metrics(registry),
    exchange,
    follower,
    feeds,
    multicast,
    history,
    tracing,
  });
  const url = await server.listen(await main.port());
  started.defer(() => server.close(() => main.stopCore()));
  const running = started.move();
  return {
    facts: { url },
    changeStream: (request) => server.changeStream(request),
    close: () => running.disposeAsync(),
  };
}

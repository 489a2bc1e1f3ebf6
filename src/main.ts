import { MessageChannel } from 'node:worker_threads';
import type { DestinationStream } from 'pino';
import manifest from '../package.json' with { type: 'json' };
import { AuthClient } from './auth/auth-client.ts';
import { ExchangeForAuth } from './auth/exchange-for-auth.ts';
import { ExchangeLink } from './auth/exchange-link.ts';
import { keepPasswordHashes } from './auth/keep-password-hashes.ts';
import { startAuth } from './auth/start-auth.ts';
import { fanOut } from './events/fan-out.ts';
import { foldInTurns } from './exchange/fold-in-turns.ts';
import { openClock } from './exchange/open-clock.ts';
import { Sequencer } from './exchange/sequencer.ts';
import { Timers } from './exchange/timers.ts';
import { Feeds } from './feeds/feeds.ts';
import { CatchUp } from './follower/catch-up.ts';
import { readTlsFiles } from './gateway/http/tls/tls-files.ts';
import { collectCommands, collectSessions } from './gateway/metrics/collect-gauges.ts';
import { Metrics } from './gateway/metrics/metrics.ts';
import { createServer } from './gateway/server.ts';
import { HistoryReader } from './history/history-reader.ts';
import { BatchEncoder } from './journal/batch-encoder.ts';
import { openSqliteJournal } from './journal/sqlite/open-sqlite-journal.ts';
import { type Logger, openLog } from './log/logger.ts';
import { TradingDays } from './market/trading-days.ts';
import { MulticastReplay } from './multicast/multicast-replay.ts';
import type { Rebuilt } from './rebuild/rebuild-from-mongo.ts';
import { recover } from './recovery/recover.ts';
import { Snapshotter } from './recovery/snapshotter.ts';
import { standstillOf, standstillText } from './recovery/standstill.ts';
import { type Config, isLoopback, loginConcurrency } from './settings/config.ts';
import { risksOf } from './settings/risks.ts';
import { lockDataFolder } from './storage/data-folder-lock.ts';
import { restrictToOwner } from './storage/private-files.ts';
import { connectOperations } from './supervision/connect-operations.ts';
import type { OfferedLogin } from './supervision/operations.ts';
import { ProcessOperations } from './supervision/process-operations.ts';
import { openTracing } from './telemetry/tracing.ts';
import { compactHeap } from './threads/compact-heap.ts';
import { restoreThreadPriorities } from './threads/thread-priority.ts';
import { Threads } from './threads/threads.ts';
import { startWriters } from './writers/start-writers.ts';

export interface RunningExchange {
  /** Its URL, such as `http://127.0.0.1:8000`. */
  readonly url: string;
  /** Result of a rebuild; undefined without one. */
  readonly rebuilt: Rebuilt | undefined;
  /** Answers the accepted commands, makes everything durable, and unlocks the data folder. */
  stop(): Promise<void>;
}

interface StartOptions {
  /** Whether to rebuild the exchange from MongoDB into an empty data folder. */
  readonly rebuildFromMongo?: boolean;
  /** Destination of the log instead of standard output. */
  readonly logTo?: DestinationStream;
  /** Logins that the trading page offers to everyone, with their passwords. Only for a demo. */
  readonly offeredLogins?: () => readonly OfferedLogin[];
}

/**
 * Builds, wires and starts all parts of the exchange.
 *
 * @throws DataFolderInUseError, DamagedError, JournalVersionError or JournalUnavailableError when the data folder cannot be
 * used.
 */
export async function startExchange(
  config: Config,
  { rebuildFromMongo = false, logTo, offeredLogins = () => [] }: StartOptions = {},
): Promise<RunningExchange> {
  const directory = config.dataDir;
  // Disposed in reverse order when the exchange stops, or when its start fails.
  await using started = new AsyncDisposableStack();
  const { logger, close } = await openLog(config, logTo);
  started.defer(close);
  started.defer(() => logger.info({}, 'stopped'));
  // Check the certificate before anything is changed.
  if (config.tlsCert !== '') readTlsFiles(config);
  const lock = lockDataFolder(directory);
  started.defer(() => lock.release());
  restrictDataFolder(directory, logger);
  const rebuilt = rebuildFromMongo ? await rebuild(config, logger) : undefined;
  const threads = new Threads(logger);
  const journal = await openSqliteJournal(directory, (message) => logger.warn({}, message), threads);
  started.defer(() => journal.close());

  const metrics = new Metrics();
  const output = new BatchEncoder();
  const onDamagedSnapshot = (err: Error) => {
    metrics.damagedSnapshots.inc();
    logger.error({ err }, 'a snapshot is damaged and was put aside; the one before it is used');
  };
  const gatewayThreads = new Threads(logger);
  const catchUp = new CatchUp(directory, gatewayThreads, journal.beginning?.afterSequence);
  started.defer(() => catchUp.close());
  const clock = openClock(config.clock, journal.lastTimeNs);
  const standstill = standstillOf(config.clock, journal.lastTimeNs);
  if (standstill !== undefined) logger.warn({}, standstillText(standstill));
  const createViews = () =>
    new Feeds({
      older: catchUp,
      epoch: journal.epoch,
      retained: config.retainedReports,
      heartbeatMs: config.heartbeatMs,
      days: new TradingDays(config.marketTimeZone),
      clock,
    });
  const stored = { directory, journal, output, onDamagedSnapshot };
  const { state, views: feeds } = recover({ ...stored, createViews, from: 'older snapshot' });
  logger.info({ directory, sequence: feeds.sequence, openOrders: feeds.orders.openCount }, 'state recovered');
  const authLink = new MessageChannel();
  const exchangeForAuth = new ExchangeForAuth(authLink.port1, feeds.directory);
  started.defer(() => exchangeForAuth.close());
  const committed = { fold: fanOut(clock, feeds.fold, exchangeForAuth), publish: () => feeds.publish() };
  const snapshotter = new Snapshotter({
    directory,
    everyEvents: config.snapshotEvents,
    threads,
    logger,
    onDamagedSnapshot,
  });
  started.defer(() => snapshotter.stop());
  const writers = startWriters(config, logger, threads, () => feeds.sequence);
  started.defer(() => writers.stop());
  const sequencer = new Sequencer({
    journal,
    encoder: output,
    clock,
    state,
    recover: () => recover({ ...stored, createViews: () => undefined, from: 'newer snapshot' }).state,
    limits: {
      maxOpenOrdersPerParty: config.maxOpenOrdersPerParty,
      maxCommandsInFlight: config.maxRequestsInFlight,
      partySharePercent: config.partySharePercent,
    },
    logger,
    onCommitted: (batch, lastSequence) => {
      snapshotter.committed(lastSequence);
      writers.committed();
      timers?.arm();
      return foldInTurns(batch, committed);
    },
    onFatal: (error) => {
      logger.fatal({ err: error }, 'the end of the journal is unknown until a restart');
      process.exit(1);
    },
    observer: metrics.commits,
  });
  collectCommands(metrics.registry, sequencer);
  // Before the journal closes, also when a later step fails: the sequencer would wait for a closed journal.
  started.defer(() => sequencer.stop());
  const timers =
    config.clock === 'manual'
      ? undefined
      : new Timers({
          clock,
          nextNs: () => sequencer.nextExpiryNs,
          submit: (command) => sequencer.submit(command),
          logger,
        });
  started.defer(() => timers?.stop());
  // What fell due since the last run expires before anyone can trade with it.
  await timers?.run();

  exchangeForAuth.serve((command) => sequencer.submit(command));
  const authServer = await startAuth({
    dataDir: directory,
    partyStore: config.partyStore,
    mongo: config,
    sessionMinutes: config.sessionMinutes,
    maxSessionsPerParty: config.maxSessionsPerParty,
    clock,
    maxLoginsWaiting: config.maxLoginsWaiting,
    loginConcurrency: loginConcurrency(),
    admin: { partyId: config.adminId, password: config.adminPassword },
    exchange: await ExchangeLink.open(authLink.port2),
    logger,
  });
  started.defer(() => authServer.close());
  const sessions = new MessageChannel();
  authServer.attach(sessions.port1);
  const auth = await AuthClient.open(sessions.port2, { parties: feeds.directory, clock });
  collectSessions(metrics.registry, auth);
  const hasAdministrator = [...feeds.directory.parties()].some(({ isAdmin }) => isAdmin);
  const isClearText = config.allowClearText && !isLoopback(config.host);
  for (const risk of risksOf({ host: config.host, isClearText, hasAdministrator })) logger.warn({}, risk);

  const multicast = new MulticastReplay(directory, config.maxHistoryReadsWaiting, gatewayThreads);
  started.defer(() => multicast.close());
  const history = config.history
    ? new HistoryReader(directory, config.maxHistoryReadsWaiting, gatewayThreads)
    : undefined;
  started.defer(() => history?.close());
  const tracing = await openTracing(config, manifest.version, logger);
  started.defer(() => tracing?.close());
  // Later, each gateway and the core have threads of their own, and a port each.
  const { port1, port2 } = new MessageChannel();
  started.defer(() => port1.close());
  new ProcessOperations({ writers, threads, offeredLogins, logger }).attach('gateway', port1);
  const operations = connectOperations({ port: port2, registry: metrics.registry, threads: gatewayThreads });
  const server = createServer({
    config,
    exchange: sequencer,
    feeds,
    auth,
    multicast,
    metrics,
    operations,
    history,
    tracing,
    logger,
  });
  await compactHeap();
  const url = await server.listen();
  started.defer(() => server.close(() => sequencer.stop()));
  started.defer(restoreThreadPriorities);
  logger.info({ url }, 'the exchange accepts orders');

  const running = started.move();
  return {
    url,
    rebuilt,
    stop: () => running.disposeAsync(),
  };
}

/** Earlier versions let other users read the password hashes. */
function restrictDataFolder(directory: string, logger: Logger): void {
  const { restricted, open } = restrictToOwner(directory);
  if (restricted.length > 0) {
    logger.warn(
      { directory, files: restricted.length },
      'the data folder was readable by other users; this is corrected',
    );
  }
  if (open.length > 0) {
    logger.warn(
      { directory, files: open },
      'other users can read these files, which the exchange does not own',
    );
  }
}

/** Loads the code only when needed: most exchanges do not use MongoDB. */
async function rebuild(config: Config, logger: Logger): Promise<Rebuilt> {
  const { rebuildFromMongo } = await import('./rebuild/rebuild-from-mongo.ts');
  const { dataDir, partyStore, writers, clock } = config;
  const rebuilt = await rebuildFromMongo({
    settings: config,
    directory: dataDir,
    goesOnThere: writers.includes('mongo'),
    clock,
    keepPasswords: (hashes) => {
      // With another store, the passwords stay in MongoDB.
      if (partyStore === 'sqlite') keepPasswordHashes(dataDir, hashes);
    },
    logger,
  });
  const { findings, ...facts } = rebuilt;
  for (const finding of findings) logger.warn({}, `problem in MongoDB: ${finding}`);
  logger.info({ ...facts, findings: findings.length }, 'rebuilt from MongoDB');
  return rebuilt;
}

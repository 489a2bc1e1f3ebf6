import type { DestinationStream } from 'pino';
import { keepPasswordHashes } from './auth/keep-password-hashes.ts';
import { watchCommits } from './core/watch-commits.ts';
import { readTlsFiles } from './gateway/http/tls/tls-files.ts';
import { CoreGauges } from './link/core-gauges.ts';
import { coreMemory } from './link/link-memory.ts';
import { type Logger, openLog } from './log/logger.ts';
import { PartsOnThreads } from './parts/parts-on-threads.ts';
import type { Rebuilt } from './rebuild/rebuild-from-mongo.ts';
import { Snapshotter } from './recovery/snapshotter.ts';
import { standstillOf, standstillText } from './recovery/standstill.ts';
import { type Config, gatewayCount, isLoopback } from './settings/config.ts';
import { risksOf } from './settings/risks.ts';
import { lockDataFolder } from './storage/data-folder-lock.ts';
import { restrictToOwner } from './storage/private-files.ts';
import { reportDamagedSnapshots } from './supervision/damaged-snapshots.ts';
import type { OfferedLogin } from './supervision/operations.ts';
import { ProcessOperations } from './supervision/process-operations.ts';
import { compactHeap } from './threads/compact-heap.ts';
import { restoreThreadPriorities } from './threads/thread-priority.ts';
import { Threads } from './threads/threads.ts';
import { Writers } from './writers/writers.ts';

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
  const log = await openLog(config, logTo);
  const { logger } = log;
  started.defer(() => log.close());
  started.defer(() => logger.info({}, 'stopped'));
  // Check the certificate before anything is changed.
  if (config.tlsCert !== '') readTlsFiles(config);
  const lock = lockDataFolder(directory);
  started.defer(() => lock.release());
  restrictDataFolder(directory, logger);
  const rebuilt = rebuildFromMongo ? await rebuild(config, logger) : undefined;
  const threads = new Threads(logger);
  const memory = coreMemory();
  const gauges = new CoreGauges(memory.gauges);
  const writers = new Writers({
    config,
    logger,
    threads,
    lastSequence: () => gauges.lastSequence,
    load: () => [performance.eventLoopUtilization(), ...threads.loads()],
  });
  const operations = new ProcessOperations({ writers, threads, offeredLogins, logger });
  const host = { config, threads, operations, attachLog: log.attach };
  const onEnd = (cause: Error) => {
    logger.fatal({ err: cause }, 'the exchange cannot go on without this thread');
    process.exit(1);
  };
  const parts =
    gatewayCount(config) === 0
      ? new (await import('./parts/parts-here.ts')).PartsHere(host, memory, logger)
      : new PartsOnThreads(host, memory, logger, onEnd);
  started.defer(() => parts.close());
  const { core, links } = await parts.startCore();
  started.defer(() => core.close());
  const { sequence, openOrders, lastTimeNs } = core.facts;
  logger.info({ directory, sequence, openOrders }, 'state recovered');
  const standstill = standstillOf(config.clock, lastTimeNs);
  if (standstill !== undefined) logger.warn({}, standstillText(standstill));
  const snapshotter = new Snapshotter({
    directory,
    everyEvents: config.snapshotEvents,
    threads,
    logger,
    onDamagedSnapshot: reportDamagedSnapshots(operations.registry, logger),
  });
  started.defer(() => snapshotter.stop());
  writers.start();
  started.defer(() => writers.stop());
  const commits = watchCommits(memory, () => {
    snapshotter.committed(gauges.lastSequence);
    writers.committed();
  });
  started.defer(() => commits.stop());
  // Before the journal closes, also when a later step fails: the sequencer would wait for a closed journal.
  started.defer(() => core.stop());

  const auth = await parts.startAuth(links);
  started.defer(() => auth.close());
  const { hasAdministrator } = auth.facts;
  const isClearText = config.allowClearText && !isLoopback(config.host);
  for (const risk of risksOf({ host: config.host, isClearText, hasAdministrator })) logger.warn({}, risk);

  const url = await parts.startGateways({ core, auth, links });
  await compactHeap();
  started.defer(() => parts.closeGateways());
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

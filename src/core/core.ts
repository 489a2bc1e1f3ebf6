import { openClock } from '../exchange/open-clock.ts';
import { Sequencer } from '../exchange/sequencer.ts';
import { Timers } from '../exchange/timers.ts';
import { decodeBatch } from '../journal/batch-decoder.ts';
import { BatchEncoder } from '../journal/batch-encoder.ts';
import { openSqliteJournal } from '../journal/sqlite/open-sqlite-journal.ts';
import { CommandServer } from '../link/command-server.ts';
import type { CoreMemory, LinkMemory } from '../link/link-memory.ts';
import { announceJournal } from '../link/opened-journal.ts';
import { recover } from '../recovery/recover.ts';
import { reportDamagedSnapshots } from '../supervision/damaged-snapshots.ts';
import type { PartContext } from '../supervision/part.ts';
import { collectCommands } from './collect-commands.ts';
import { CommitMetrics } from './commit-metrics.ts';

/** What a start of the core found. */
export interface CoreFacts {
  readonly sequence: number;
  readonly openOrders: number;
  /** Time of the last event: nanoseconds since 1970-01-01 UTC; 0 while there is none. */
  readonly lastTimeNs: bigint;
}

/** All that decides on orders: sequencer, engine and journal. Other threads send commands and read events over shared memory. */
export interface Core {
  readonly facts: CoreFacts;
  /** Serves the requests of one more thread. */
  attach(id: number, memory: LinkMemory): void;
  /** The thread has ended. */
  detach(id: number): void;
  /** Accepts no more commands. Resolves when all accepted commands have their replies. */
  stop(): Promise<void>;
  /** Closes the journal, after `stop`. */
  close(): Promise<void>;
}

/**
 * Opens the journal, which other threads may read from then on. Then recovers the state, and lets expire what fell due since the last
 * run, before anyone can trade with it.
 *
 * @throws DamagedError, ArchivedError, JournalVersionError or JournalUnavailableError when the data folder cannot be used.
 */
export async function startCore(
  { config, logger, threads, registry, end }: Omit<PartContext, 'operations'>,
  memory: CoreMemory,
): Promise<Core> {
  const onFatal = (err: unknown) => {
    logger.fatal({ err }, 'the end of the journal is unknown until a restart');
    end();
  };
  const onDamagedSnapshot = reportDamagedSnapshots(registry, logger);
  const directory = config.dataDir;
  await using started = new AsyncDisposableStack();
  const journal = await openSqliteJournal(directory, (message) => logger.warn({}, message), threads);
  started.defer(() => journal.close());
  const { lastTimeNs } = journal;
  const encoder = new BatchEncoder();
  const clock = openClock(config.clock, lastTimeNs);
  announceJournal(memory, journal, clock.now());
  const recoverState = () =>
    recover({
      directory,
      journal,
      output: encoder,
      onDamagedSnapshot,
      createViews: () => undefined,
      from: 'newer snapshot',
    }).state;
  const state = recoverState();
  const facts = { sequence: journal.lastSequence, openOrders: state.engine.openOrders, lastTimeNs };
  const sequencer = new Sequencer({
    journal,
    encoder,
    clock,
    state,
    recover: recoverState,
    limits: {
      maxOpenOrdersPerParty: config.maxOpenOrdersPerParty,
      maxCommandsInFlight: config.maxRequestsInFlight,
      partySharePercent: config.partySharePercent,
    },
    logger,
    onCommitted(batch, firstSequence, lastSequence) {
      if (config.clock === 'manual') decodeBatch(batch, clock);
      timers?.arm();
      server.publish(batch, firstSequence, lastSequence);
      return undefined;
    },
    onStatus: (status) => server.publishStatus(status),
    onFatal,
    observer: new CommitMetrics(registry),
  });
  collectCommands(registry, sequencer);
  const server = new CommandServer(sequencer, memory);
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
  await timers?.run();
  server.serve().catch(onFatal);
  started.defer(() => server.stop());

  const running = started.move();
  return {
    facts,
    attach: (id, link) => server.attach(id, link),
    detach: (id) => server.detach(id),
    stop: () => sequencer.stop(),
    close: () => running.disposeAsync(),
  };
}

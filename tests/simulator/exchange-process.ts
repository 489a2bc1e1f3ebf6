import type { Clock } from '../../src/domain/clock.ts';
import type { ExchangeState } from '../../src/exchange/exchange-state.ts';
import { openClock } from '../../src/exchange/open-clock.ts';
import { Sequencer } from '../../src/exchange/sequencer.ts';
import { Timers } from '../../src/exchange/timers.ts';
import { Feeds } from '../../src/feeds/feeds.ts';
import { foldInTurns } from '../../src/follower/fold-in-turns.ts';
import { BatchEncoder } from '../../src/journal/batch-encoder.ts';
import { recover } from '../../src/recovery/recover.ts';
import type { Random } from './random.ts';
import { SimulatedCatchUp } from './simulated-catch-up.ts';
import type { SimulatedDisk } from './simulated-disk.ts';
import { SimulatedJournal } from './simulated-journal.ts';

export interface ProcessOptions {
  readonly disk: SimulatedDisk;
  /** Of the snapshots. */
  readonly directory: string;
  readonly random: Random;
  /** Entries that the streams keep in memory. */
  readonly retained: number;
  readonly maxOpenOrdersPerParty: number;
  /** Events that are folded into the views before others have their turn. */
  readonly eventsPerTurn: number;
  /** Whether the time stands still unless an administrator advances it. */
  readonly isClockManual: boolean;
  /** Orders have expired because a timer said so. */
  readonly onExpired: () => void;
  /** The process would end now. */
  readonly onFatal: (error: unknown) => void;
}

export const HEARTBEAT_MS = 50;
const QUIET = { info() {}, warn() {}, error() {} };

/** One run of the exchange, wired as `main.ts` wires it, from its recovery to its end. */
export class ExchangeProcess {
  readonly journal: SimulatedJournal;
  readonly sequencer: Sequencer;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly feeds: Feeds;
  /** What recovery came to. */
  readonly recovered: ExchangeState;

  /** @throws DamagedError when the journal is not all that was committed. */
  constructor(options: ProcessOptions) {
    const {
      disk,
      directory,
      random,
      retained,
      maxOpenOrdersPerParty,
      eventsPerTurn,
      isClockManual,
      onFatal,
      onExpired,
    } = options;
    const journal = new SimulatedJournal(disk);
    const encoder = new BatchEncoder();
    const clock = openClock(isClockManual ? 'manual' : 'system', journal.lastTimeNs);
    const older = new SimulatedCatchUp(directory, journal, random);
    const createViews = () =>
      new Feeds({ older, epoch: journal.epoch, retained, heartbeatMs: HEARTBEAT_MS, clock });
    const stored = { directory, journal, output: encoder, onDamagedSnapshot: () => {} };
    const { state, views } = recover({ ...stored, createViews, from: 'older snapshot' });

    this.journal = journal;
    this.clock = clock;
    this.recovered = state;
    this.feeds = views;
    this.sequencer = new Sequencer({
      journal,
      encoder,
      clock,
      state,
      recover: () => recover({ ...stored, createViews: () => undefined, from: 'newer snapshot' }).state,
      limits: {
        maxOpenOrdersPerParty,
        maxCommandsInFlight: 100,
        partySharePercent: 50,
        maxPartyCommandsPerCommit: 3,
      },
      logger: QUIET,
      onCommitted: (batch) => {
        if (!isClockManual) this.timers.arm();
        return foldInTurns(batch, views, eventsPerTurn);
      },
      onFatal,
    });
    this.timers = new Timers({
      clock,
      nextNs: () => this.sequencer.nextExpiryNs,
      submit: (command) => {
        const before = this.sequencer.nextExpiryNs;
        const reply = this.sequencer.submit(command);
        if (this.sequencer.nextExpiryNs !== before) onExpired();
        return reply;
      },
      logger: QUIET,
    });
  }
}

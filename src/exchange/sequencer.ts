import type { Clock } from '../domain/clock.ts';
import type { Command, OrderReference, Reply } from '../domain/command.ts';
import type { Logger } from '../domain/logger.ts';
import { type Refusal, refuse } from '../domain/refusal.ts';
import type { BatchEncoder } from '../journal/batch-encoder.ts';
import type { Journal } from '../journal/journal.ts';
import { JournalUnavailableError } from '../journal/journal-errors.ts';
import { CommandLog } from './command-log.ts';
import { CommandPlaces, type TakenPlaces } from './command-places.ts';
import { CommitGroup } from './commit-group.ts';
import type { CommitObserver } from './commit-observer.ts';
import { CommitShares } from './commit-shares.ts';
import type { Exchange, ExchangeStatus } from './exchange.ts';
import type { ExchangeState } from './exchange-state.ts';
import { type ExecutionLimits, execute, resolve } from './execute.ts';
import { stateHash } from './state-hash.ts';
import { STREAM_ENDED } from './stream-ended.ts';
import { partyOf, type WaitingCall, WaitingCommands } from './waiting-commands.ts';

export interface SequencerOptions {
  readonly journal: Journal;
  /** Takes the frames of the state. */
  readonly encoder: BatchEncoder;
  /** Gives each command its time. */
  readonly clock: Clock;
  /** The state at the end of the journal. */
  readonly state: ExchangeState;
  /** Reads the state from the journal, after a failed commit. */
  readonly recover: () => ExchangeState;
  readonly limits: ExecutionLimits & {
    readonly maxCommandsInFlight: number;
    readonly partySharePercent: number;
    /** Commands of one party in a commit, while other parties send too, of those that wait for their turn. */
    readonly maxPartyCommandsPerCommit?: number;
  };
  readonly logger: Logger;
  /**
   * Called when a batch is durable. The replies to its commands and the next commit wait for the result, so a client can read
   * its own writes.
   */
  readonly onCommitted: (
    batch: Uint8Array,
    firstSequence: number,
    lastSequence: number,
  ) => Promise<void> | undefined;
  /** Called when only a restart can find out what has happened. The process must end now, without another answer. */
  readonly onFatal: (error: unknown) => void;
  readonly observer?: CommitObserver;
  /** Called when it begins or ceases to accept commands. */
  readonly onStatus?: (status: ExchangeStatus) => void;
}

/** Waiting commands that one turn of the event loop executes. The last call of a turn may exceed it. */
const WAITING_PER_TURN = 256;

/** Pause before the journal is tried again. */
const RESUME_MS = 1_000;

/**
 * The single writer. It executes each command at once in memory, in order of arrival, commits their frames in groups, and
 * replies after the commit. While one group is committed, the next one fills. So latency is one commit, and a slow disk does
 * not stop the reading of requests.
 *
 * The commands of a failed commit have not happened. Their callers are refused, the state is read from the journal, and
 * commands are refused until the journal can be written again.
 */
export class Sequencer implements Exchange {
  readonly #options: SequencerOptions;
  readonly #log: CommandLog;
  #state: ExchangeState;
  #status: ExchangeStatus = { accepting: true, reason: '' };
  /** Callers of the filling group. */
  #filling = new CommitGroup();
  /** Callers of the group that is being committed; undefined between commits. */
  #committing: CommitGroup | undefined;
  readonly #places: CommandPlaces;
  readonly #shares: CommitShares;
  readonly #waiting = new WaitingCommands();
  #nextWaiting: NodeJS.Immediate | undefined;
  #commitScheduled = false;
  #stopping = false;
  #resumeTimer: NodeJS.Timeout | undefined;
  #onIdle: (() => void) | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: SequencerOptions) {
    this.#options = options;
    this.#log = new CommandLog(options.encoder, options.journal);
    this.#state = options.state;
    this.#places = new CommandPlaces(options.limits);
    this.#shares = new CommitShares(options.limits.maxPartyCommandsPerCommit);
  }

  /** When the next order expires, in nanoseconds since 1970-01-01 UTC; undefined when none does. */
  get nextExpiryNs(): bigint | undefined {
    return this.#state.expiries.next?.timeNs;
  }

  get status(): ExchangeStatus {
    return this.#status;
  }

  get commandsInFlight(): number {
    return this.#places.used;
  }

  async submit(command: Command): Promise<Reply> {
    const [reply] = await this.submitAll([command]);
    if (reply === undefined) throw new Error('every command has a reply');
    return reply;
  }

  submitAll(commands: readonly Command[]): Promise<readonly Reply[]> {
    const refusal = this.#closedRefusal();
    if (refusal !== undefined) return refuseAll(commands, refusal);
    const places = this.#places.take(commands);
    return places === undefined
      ? refuseAll(commands, tooMany(this.#places.maxPerParty))
      : this.#run(commands, places);
  }

  /** @param onExecuted called when the commands are executed or refused, which may be before this returns. */
  submitInTurn(
    commands: readonly Command[],
    signal?: AbortSignal,
    onExecuted?: () => void,
  ): Promise<readonly Reply[]> {
    const { promise, resolve } = Promise.withResolvers<readonly Reply[]>();
    const start = (replies: Promise<readonly Reply[]>) => {
      resolve(replies);
      onExecuted?.();
    };
    const mayStart = this.#closedRefusal() === undefined && !this.#waiting.has(partyOf(commands), signal);
    const places = mayStart ? this.#takePlacesInTurn(commands) : undefined;
    if (places !== undefined) start(this.#run(commands, places));
    else {
      this.#waiting.add({ commands, signal, start });
      if (!this.#status.accepting) this.#startWaiting();
    }
    return promise;
  }

  async resolve(partyNumber: number, order: OrderReference): Promise<number | undefined> {
    return resolve(partyNumber, order, this.#state);
  }

  /** Hash of the current state, whether durable or not. */
  stateHash(): string {
    return stateHash(this.#state.engine, this.#state.expiries.all());
  }

  /** Accepts no more commands. Resolves when all accepted commands have their replies. May be called again. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#stopping = true;
    this.#setStatus({ accepting: false, reason: 'stopping' });
    clearTimeout(this.#resumeTimer);
    this.#startWaiting();
    if (this.#places.used === 0) return;
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
    });
  }

  #setStatus(status: ExchangeStatus): void {
    this.#status = status;
    this.#options.onStatus?.(status);
  }

  /** The refusal of every command while the exchange does not accept any. */
  #closedRefusal(): Refusal | undefined {
    if (this.#stopping) return STOPPING;
    return this.#status.accepting ? undefined : journalUnavailable(this.#status.reason);
  }

  #run(commands: readonly Command[], places: TakenPlaces): Promise<readonly Reply[]> {
    const { clock, limits } = this.#options;
    const partyNumber = partyOf(commands);
    this.#shares.sent(partyNumber);
    try {
      this.#state.reply.beginResponse();
      // The commands of one call arrived together: one reading of the clock is the time of all.
      this.#log.advance(clock.now());
      const replies = commands.map((command) => execute(command, this.#state, limits, this.#log));
      return this.#whenDurable(partyNumber, replies, places);
    } catch (error) {
      this.#places.give(places);
      this.#fail(error, 'recovering from a fault of its own');
      return refuseAll(commands, FAULT);
    }
  }

  /** @returns undefined if there are too few places, or if the party has its share of the next commit. */
  #takePlacesInTurn(commands: readonly Command[]): TakenPlaces | undefined {
    return this.#shares.fits(this.#filling, partyOf(commands), commands.length)
      ? this.#places.take(commands)
      : undefined;
  }

  /**
   * Executes waiting commands, of parties and streams in rotation. A party without free places does not block others. One turn
   * executes a limited number: all of them may be of one party, and requests of others are read between turns.
   */
  #startWaiting(): void {
    clearImmediate(this.#nextWaiting);
    if (this.#waiting.isEmpty) return;
    let room = this.#closedRefusal() === undefined ? WAITING_PER_TURN : Number.POSITIVE_INFINITY;
    this.#waiting.offer((call) => {
      if (room <= 0 || !this.#started(call)) return false;
      room -= call.commands.length;
      return true;
    });
    if (room <= 0) this.#startWaitingNextTurn();
  }

  #startWaitingNextTurn(): void {
    clearImmediate(this.#nextWaiting);
    if (!this.#waiting.isEmpty) this.#nextWaiting = setImmediate(() => this.#startWaiting());
  }

  #started({ commands, signal, start }: WaitingCall): boolean {
    const refusal = signal?.aborted ? STREAM_ENDED : this.#closedRefusal();
    if (refusal !== undefined) {
      start(refuseAll(commands, refusal));
      return true;
    }
    const places = this.#takePlacesInTurn(commands);
    if (places === undefined) return false;
    start(this.#run(commands, places));
    return true;
  }

  /**
   * Refusals wait too, because they may rest on events that are not durable yet. One example is a client order id that is
   * taken.
   */
  #whenDurable(
    partyNumber: number,
    replies: readonly Reply[],
    places: TakenPlaces,
  ): Promise<readonly Reply[]> {
    const group = this.#options.encoder.eventCount > 0 ? this.#filling : this.#committing;
    if (group === undefined) {
      this.#places.give(places);
      return Promise.resolve(replies);
    }
    this.#scheduleCommit();
    return new Promise((answer) => group.add({ partyNumber, replies, places, answer }));
  }

  /** Delays the commit to the end of the turn, so that all requests of a turn share it. */
  #scheduleCommit(): void {
    if (this.#commitScheduled || this.#committing !== undefined) return;
    this.#commitScheduled = true;
    setImmediate(() => {
      this.#commitScheduled = false;
      if (this.#committing === undefined) this.#commit();
    });
  }

  #commit(): void {
    const { encoder, journal, observer } = this.#options;
    if (encoder.eventCount === 0) return;
    const { batch, firstSequence, lastSequence } = this.#log.take();
    this.#committing = this.#filling;
    this.#filling = new CommitGroup();
    this.#shares.committed();
    // Those that had their share of this commit go on with the next.
    this.#startWaitingNextTurn();
    // The buffer is transferred to the committing thread, so what follows the commit needs a copy.
    const copy = batch.slice();
    const startMs = performance.now();
    journal
      .append(batch, firstSequence, lastSequence)
      .then(
        () => {
          observer?.committed(lastSequence - firstSequence + 1, performance.now() - startMs);
          return this.#committed(copy, firstSequence, lastSequence);
        },
        (error: unknown) => this.#notCommitted(error),
      )
      // Also if a durable batch cannot be published, because views would lack it.
      .catch(this.#options.onFatal);
  }

  #committed(batch: Uint8Array, firstSequence: number, lastSequence: number): Promise<void> | undefined {
    const folding = this.#options.onCommitted(batch, firstSequence, lastSequence);
    if (folding === undefined) this.#answerCommitted();
    return folding?.then(() => this.#answerCommitted());
  }

  #answerCommitted(): void {
    for (const { replies, places, answer } of this.#takeCommitting().callers) {
      this.#places.give(places);
      answer(replies);
    }
    this.#startWaiting();
    this.#commit();
    this.#noteIdle();
  }

  #notCommitted(error: unknown): void {
    if (!(error instanceof JournalUnavailableError)) throw error;
    this.#options.observer?.failed();
    this.#refuseAll(this.#takeCommitting(), journalUnavailable(messageOf(error)));
    this.#fail(error, messageOf(error));
  }

  /** Discards everything that is not in the journal, and schedules the recovery of the state. */
  #fail(error: unknown, reason: string): void {
    const { encoder, logger } = this.#options;
    logger.error({ err: error }, `commands are refused: ${reason}`);
    if (!this.#stopping) this.#setStatus({ accepting: false, reason });
    if (encoder.eventCount > 0) encoder.take();
    const waiting = this.#filling;
    this.#filling = new CommitGroup();
    this.#refuseAll(waiting, journalUnavailable(reason));
    this.#startWaiting();
    this.#noteIdle();
    this.#scheduleResume();
  }

  #scheduleResume(): void {
    clearTimeout(this.#resumeTimer);
    if (!this.#stopping) this.#resumeTimer = setTimeout(() => void this.#resume(), RESUME_MS);
  }

  async #resume(): Promise<void> {
    const { journal, recover, logger } = this.#options;
    try {
      // A running commit decides where the journal ends.
      if (this.#committing !== undefined) return this.#scheduleResume();
      await journal.probe();
      this.#state = recover();
      this.#log.continueAfter(journal);
      if (!this.#stopping) this.#setStatus({ accepting: true, reason: '' });
      logger.info({ sequence: journal.lastSequence }, 'commands are accepted again');
    } catch (error) {
      const isJournal = error instanceof JournalUnavailableError;
      // The status is public, so details about files go to the log only.
      if (!isJournal) logger.error({ err: error }, STATE_LOST);
      if (!this.#stopping) {
        this.#setStatus({ accepting: false, reason: isJournal ? error.message : STATE_LOST });
      }
      this.#scheduleResume();
    }
  }

  #takeCommitting(): CommitGroup {
    const waiting = this.#committing ?? new CommitGroup();
    this.#committing = undefined;
    return waiting;
  }

  #refuseAll({ callers }: CommitGroup, refusal: Refusal): void {
    for (const { replies, places, answer } of callers) {
      this.#places.give(places);
      answer(replies.map(() => refusal));
    }
  }

  #noteIdle(): void {
    if (this.#places.used === 0) this.#onIdle?.();
  }
}

const STOPPING = refuse('SHUTTING_DOWN', 'the exchange is stopping; the command was not executed');
const STATE_LOST = 'the state could not be read back from the journal';
const FAULT = refuse('INTERNAL', 'internal error; the command was not executed');

function journalUnavailable(why: string): Refusal {
  return refuse('JOURNAL_UNAVAILABLE', `the command was not executed: ${why}`);
}

function tooMany(max: number): Refusal {
  return refuse(
    'TOO_MANY_REQUESTS',
    'too many commands are waiting: wait for their answers, then send again',
    undefined,
    { max: String(max) },
  );
}

function refuseAll(commands: readonly Command[], refusal: Refusal): Promise<readonly Reply[]> {
  return Promise.resolve(commands.map(() => refusal));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, Reply } from '../../src/domain/command.ts';
import { hashesOf } from '../../src/exchange/state-hash.ts';
import { JournalOutcomeUnknownError } from '../../src/journal/journal-errors.ts';
import { listSnapshots } from '../../src/journal/snapshot-file.ts';
import { takeSnapshotOf } from '../../src/recovery/take-snapshot.ts';
import { DamagedError } from '../../src/storage/damaged-error.ts';
import { BookReader } from './book-reader.ts';
import { checkSameViews, checkViews } from './check-views.ts';
import { Client } from './client.ts';
import { ExecutionReader, TradeReader } from './entry-readers.ts';
import { ExchangeProcess, HEARTBEAT_MS, type ProcessOptions } from './exchange-process.ts';
import { expectSame } from './expect-same.ts';
import { Call, Ledger } from './ledger.ts';
import { MarketReader } from './market-reader.ts';
import { Network, type Request } from './network.ts';
import { PlaceReader } from './place-reader.ts';
import { PositionReader } from './position-reader.ts';
import { Random } from './random.ts';
import type { Reader } from './reader.ts';
import { FIRST_COMMANDS, PARTIES } from './setup.ts';
import { type CrashOutcome, SimulatedDisk, type SyncOutcome } from './simulated-disk.ts';
import type { SimulatedTime } from './simulated-time.ts';

/** Reasons to refuse commands without executing them. */
const TURNED_AWAY: readonly string[] = [
  'TOO_MANY_REQUESTS',
  'JOURNAL_UNAVAILABLE',
  'SHUTTING_DOWN',
  'TOKEN_INVALID',
];
/** The exchange tries once a second to write again. */
const LONG_MS = 1_100;
const MANY_ROUNDS = 1_000;
/** Orders that live longer do not expire while the simulation ends. */
const LONGEST_SHORT_LIFE_MS = 3_000;
/** The wall clock may have been set back since, a few times by three seconds. */
const LONGEST_SET_BACK_MS = 9_000;
const EXPIRE: Command = { kind: 'expireOrders', partyNumber: 0 };

/** An exchange, its clients, its readers, and what can happen to them. */
export class Simulation {
  readonly random: Random;
  readonly disk = new SimulatedDisk();
  readonly network = new Network();
  readonly clients = PARTIES.map((_partyId, index) => new Client(index + 1, () => this.nowNs));
  readonly administrator = new Client(0, () => this.nowNs);
  readonly readers: readonly Reader[];
  /** Of one request. */
  readonly mostCommands: number;
  readonly #time: SimulatedTime;
  readonly #directory: string;
  readonly #ledger: Ledger;
  readonly #settings: Pick<
    ProcessOptions,
    'retained' | 'maxOpenOrdersPerParty' | 'eventsPerTurn' | 'isClockManual'
  >;
  #process: ExchangeProcess | undefined;
  #stopped = false;
  #mustCrash = false;
  #failure: { readonly error: unknown } | undefined;

  /** @param directory a folder of its own, for snapshots. */
  constructor(seed: number, time: SimulatedTime, directory: string) {
    this.random = new Random(seed);
    this.#time = time;
    this.#directory = directory;
    this.#settings = {
      retained: this.random.pick([3, 20, 1_000]),
      maxOpenOrdersPerParty: this.random.pick([6, 20, 100]),
      eventsPerTurn: this.random.pick([1, 5, 2_000]),
      isClockManual: this.random.chance(40),
    };
    this.mostCommands = this.random.pick([2, 12, 60]);
    this.#ledger = new Ledger(this.#settings.maxOpenOrdersPerParty);
    this.readers = this.#makeReaders();
    this.disk.observer = {
      written: ({ lastSequence }) => this.#ledger.written(lastSequence),
      synced: ({ lastSequence }) => this.#ledger.synced(lastSequence),
      failed: () => this.#ledger.forgetRest(),
    };
  }

  /** The time of the exchange. */
  get nowNs(): bigint {
    return this.#process?.clock.now() ?? this.#ledger.ahead.timeNs;
  }

  get isClockManual(): boolean {
    return this.#settings.isClockManual;
  }

  get isRunning(): boolean {
    return this.#process !== undefined;
  }

  /** Starts the exchange for the first time, with instruments and parties. */
  async begin(): Promise<void> {
    await this.start();
    for (const client of this.clients.slice(0, 1)) this.network.send(client, new Call(FIRST_COMMANDS));
    await this.#becomeQuiet();
  }

  /** What follows from a turn: promises settle, and a process that cannot go on ends. */
  async settle(): Promise<void> {
    await this.#time.settle();
    if (this.#mustCrash) await this.crash({ kept: this.random.pick(['all', 'nothing']) });
    if (this.#stopped) await this.#end();
    this.#throwFailure();
  }

  async start(): Promise<void> {
    const process = new ExchangeProcess({
      ...this.#settings,
      disk: this.disk,
      directory: this.#directory,
      random: this.random,
      onExpired: () => this.#ledger.execute(new Call([EXPIRE]), process.clock.now()),
      onFatal: (error) => {
        if (process !== this.#process) return;
        if (error instanceof JournalOutcomeUnknownError) this.#mustCrash = true;
        else this.#fail(error);
      },
    });
    this.#process = process;
    this.#ledger.recovered(process.journal.lastSequence);
    expectSame(
      hashesOf(process.recovered).market,
      this.#ledger.durable.stateHash(),
      'the state after recovery is that of all durable commands',
    );
    checkViews(process.feeds, this.#ledger.durable);
    if (!this.isClockManual) process.timers.run().catch(this.#fail);
  }

  /**
   * Starts on a disk that has lost something: the exchange notices, or it did not need what was lost, because a snapshot has it. What
   * was lost is put back.
   */
  async startDamaged(): Promise<void> {
    const { disk, random } = this;
    const restore = disk.damage(random.chance(30) ? undefined : random.integer(0, disk.size - 1));
    try {
      await this.start();
    } catch (error) {
      if (!(error instanceof DamagedError)) throw error;
    } finally {
      restore();
    }
  }

  /** The process ends between two instructions; so may the machine. */
  async crash(outcome: CrashOutcome): Promise<void> {
    this.#mustCrash = false;
    this.disk.crash(outcome);
    await this.#end();
  }

  /** Asks the exchange to stop in good order. */
  stop(): void {
    const process = this.#process;
    process?.sequencer
      .stop()
      .then(() => {
        if (process === this.#process) this.#stopped = true;
      })
      .catch(this.#fail);
  }

  async pass(milliseconds: number): Promise<void> {
    await this.#time.pass(milliseconds);
  }

  setWallClock(changeMs: number): void {
    this.#time.setWallClock(changeMs);
  }

  sync(outcome: SyncOutcome): void {
    this.disk.sync(outcome);
  }

  /** A request arrives. */
  async deliver(request: Request): Promise<void> {
    const process = this.#process;
    if (process === undefined) return this.network.lose(request);
    const { call } = request;
    const { sequencer } = process;
    this.network.inside.add(request);
    let isExecuted = false;
    let waits = false;
    const onExecuted = () => {
      isExecuted = true;
      const isTaken = sequencer.status.accepting && !request.connection.signal.aborted;
      if (waits && isTaken && process === this.#process) this.#ledger.execute(call, process.clock.now());
    };
    const inTurn = this.random.chance(40);
    const replies = inTurn
      ? sequencer.submitInTurn(call.commands, request.connection.signal, onExecuted)
      : sequencer.submitAll(call.commands);
    waits = inTurn && !isExecuted;
    replies
      .then((all) => {
        if (process === this.#process) this.#answered(request, all);
      })
      .catch(this.#fail);
    await this.#time.settle();
    if (waits || isTurnedAway(call.replies)) return;
    this.#ledger.execute(call, process.clock.now());
    if (call.replies !== undefined) this.#check(call, call.replies);
  }

  connect(reader: Reader): void {
    if (this.#process !== undefined) reader.connect(this.#process.feeds);
  }

  takeSnapshot(): void {
    const journal = this.#process?.journal;
    if (journal === undefined || journal.lastSequence === 0) return;
    takeSnapshotOf(journal, {
      directory: this.#directory,
      onDamagedSnapshot: () => {},
      upTo: journal.lastSequence,
    });
  }

  /** A byte of the newest snapshot is not what was written. */
  damageSnapshot(): void {
    const path = listSnapshots(this.#directory).at(-1)?.path;
    if (path === undefined) return;
    const bytes = readFileSync(path);
    const index = this.random.integer(0, bytes.length - 1);
    bytes[index] = (bytes[index] ?? 0) ^ 1;
    writeFileSync(path, bytes);
  }

  /** What is executed and what is shown are what the model has. */
  check(): void {
    const process = this.#process;
    if (process === undefined) return;
    const isFolded = process.feeds.sequence === this.#ledger.durable.events;
    if (isFolded) checkViews(process.feeds, this.#ledger.durable);
    if (!process.sequencer.status.accepting) return;
    expectSame(process.sequencer.stateHash(), this.#ledger.ahead.stateHash(), 'the state of the exchange');
  }

  /**
   * Nothing fails any more: everything is answered, everyone reads everything, and all of it agrees.
   *
   * @returns the hash of the state that all of it has come to.
   */
  async finish(): Promise<string> {
    this.disk.isFull = false;
    await this.#becomeQuiet();
    await this.pass(LONGEST_SHORT_LIFE_MS + LONGEST_SET_BACK_MS);
    await this.#becomeQuiet();
    await this.#readAll();
    this.check();
    expectSame(this.#ledger.ahead.events, this.#ledger.durable.events, 'all that was executed is durable');
    const live = this.#running().feeds;
    await this.crash({ kept: 'nothing' });
    await this.start();
    const again = this.#running();
    checkSameViews(again.feeds, live, 'views after a restart');
    const fromEventOne = this.#foldFromEventOne();
    checkSameViews(fromEventOne.feeds, live, 'views folded from event 1');
    expectSame(
      hashesOf(again.recovered),
      hashesOf(fromEventOne.recovered),
      'the state from a snapshot and from event 1',
    );
    await this.crash({ kept: 'nothing' });
    return hashesOf(again.recovered).market;
  }

  /** Without any snapshot. */
  #foldFromEventOne(): ExchangeProcess {
    const directory = join(this.#directory, 'without-snapshots');
    mkdirSync(directory, { recursive: true });
    return new ExchangeProcess({
      ...this.#settings,
      disk: this.disk,
      directory,
      random: this.random,
      onExpired: () => {},
      onFatal: this.#fail,
    });
  }

  async #becomeQuiet(): Promise<void> {
    for (let round = 0; round < MANY_ROUNDS; round += 1) {
      if (this.#process === undefined) await this.start();
      for (const request of this.network.requests.splice(0)) {
        await this.deliver(request);
        await this.settle();
      }
      this.sync('synced');
      await this.settle();
      await this.pass(LONG_MS);
      await this.settle();
      for (const request of this.network.answers.splice(0)) request.client.told(request.call.replies ?? []);
      for (const client of this.clients) {
        for (const command of client.unanswered.splice(0)) this.network.send(client, new Call([command]));
      }
      const { requests, inside } = this.network;
      const isAccepting = this.#process?.sequencer.status.accepting === true;
      if (requests.length + inside.size === 0 && isAccepting && !this.disk.isSyncing) return;
    }
    throw new Error('commands were not answered');
  }

  async #readAll(): Promise<void> {
    for (const reader of this.readers) {
      if (!reader.isConnected) this.connect(reader);
      for (let round = 0; !reader.isUpToDate; round += 1) {
        if (round > MANY_ROUNDS) throw new Error(`${reader.name} did not come to the end`);
        reader.read();
        await this.pass(HEARTBEAT_MS);
        await this.settle();
      }
      reader.checkAll();
    }
  }

  async #end(): Promise<void> {
    if (this.#stopped) {
      expectSame(this.#ledger.ahead.events, this.#ledger.durable.events, 'all is durable after a stop');
    }
    this.#stopped = false;
    this.#process = undefined;
    this.#time.restart();
    this.network.cutAll();
    for (const reader of this.readers) reader.cut();
    await this.#time.settle();
  }

  #answered(request: Request, replies: readonly Reply[]): void {
    const { call } = request;
    call.replies = replies;
    this.network.answer(request);
    if (call.expected !== undefined) this.#check(call, replies);
  }

  /** An answer comes out: it is the one that the model gives, and it is durable. */
  #check(call: Call, replies: readonly Reply[]): void {
    this.#ledger.answered(call);
    if (call.isDropped) {
      const reasons = replies.map((reply) => (reply.kind === 'refused' ? reply.reason : reply.kind));
      expectSame(
        reasons,
        replies.map(() => 'JOURNAL_UNAVAILABLE'),
        'answers to what was not committed',
      );
      return;
    }
    expectSame(replies.map(said), call.expected, 'answers');
    const { events } = this.#ledger.durable;
    if (call.restsOn > events) {
      throw new Error(`answered what rests on event ${call.restsOn} while ${events} are durable`);
    }
    const shown = this.#running().feeds.sequence;
    if (call.restsOn > shown) {
      throw new Error(`answered what rests on event ${call.restsOn} while the views show ${shown}`);
    }
  }

  #makeReaders(): readonly Reader[] {
    const parties = this.clients.map(({ partyNumber }) => partyNumber);
    const instruments = FIRST_COMMANDS.flatMap((command) =>
      command.kind === 'createInstrument' ? [command.instrument.instrumentId] : [],
    );
    const shared = [this.#ledger, this.#fail] as const;
    return [
      ...[0, ...instruments].map((id) => new TradeReader(id, ...shared)),
      ...parties.map((number) => new ExecutionReader(number, ...shared)),
      ...parties.slice(0, 2).map((number) => new PlaceReader(number, ...shared)),
      ...[...instruments, ...instruments].map((id) => new BookReader(id, ...shared)),
      ...parties.slice(0, 2).map((number) => new PositionReader(number, ...shared)),
      new MarketReader(...shared),
    ];
  }

  #running(): ExchangeProcess {
    if (this.#process === undefined) throw new Error('the exchange does not run');
    return this.#process;
  }

  readonly #fail = (error: unknown): void => {
    this.#failure ??= { error };
  };

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}

/** Undefined for commands that have no answer yet. */
function isTurnedAway(replies: readonly Reply[] | undefined): boolean {
  return replies?.every((reply) => reply.kind === 'refused' && TURNED_AWAY.includes(reply.reason)) === true;
}

/** What an answer says, but for its time and its sequence. */
function said(reply: Reply): unknown {
  if (reply.kind === 'refused') return { kind: reply.kind, reason: reply.reason };
  if (!('sequence' in reply)) return reply;
  if (reply.kind === 'clockAdvanced' || reply.kind === 'ordersExpired') {
    const { sequence, ...rest } = reply;
    return rest;
  }
  const { sequence, transactTimeNs, ...rest } = reply;
  return rest;
}

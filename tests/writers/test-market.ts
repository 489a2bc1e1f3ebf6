import { Random } from '../../clients/demo/random.ts';
import type { Command, OrderCommand, Reply } from '../../src/domain/command.ts';
import { OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import { ExchangeState } from '../../src/exchange/exchange-state.ts';
import { Sequencer } from '../../src/exchange/sequencer.ts';
import { BatchEncoder } from '../../src/journal/batch-encoder.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/open-sqlite-journal.ts';
import { recover } from '../../src/recovery/recover.ts';
import { SECOND_NS, SteppingClock } from '../exchange/stepping-clock.ts';
import { cancelAll, INSTRUMENT } from '../exchange/test-exchange.ts';

/** Some look like formulas to a spreadsheet, and some need quotes. */
const PARTY_IDS = ['alice', '=1+1', '@bob, "B"', '-2'];
const INSTRUMENT_IDS = [1, 20];

const LISTINGS: readonly Command[] = [
  ...INSTRUMENT_IDS.map((instrumentId) => ({
    kind: 'createInstrument' as const,
    partyNumber: 0,
    instrument: { ...INSTRUMENT, instrumentId, symbol: `I${instrumentId}` },
  })),
  ...PARTY_IDS.map((partyId) => ({
    kind: 'createParty' as const,
    partyNumber: 0,
    partyId,
    partyName: '',
    isAdmin: false,
  })),
];

/** A sequencer on a real journal. The seed determines its commands, of which each comes a second after the one before. */
export class TestMarket {
  readonly directory: string;
  readonly #journal: Journal;
  readonly #sequencer: Sequencer;
  readonly #clock: SteppingClock;
  readonly #random: Random;
  readonly #onCommitted: () => void;

  private constructor(
    directory: string,
    journal: Journal,
    sequencer: Sequencer,
    clock: SteppingClock,
    seed: number,
    onCommitted: () => void,
  ) {
    this.directory = directory;
    this.#journal = journal;
    this.#sequencer = sequencer;
    this.#clock = clock;
    this.#random = new Random(seed);
    this.#onCommitted = onCommitted;
  }

  static async open(directory: string, seed = 1, onCommitted = () => {}): Promise<TestMarket> {
    const journal = await openSqliteJournal(directory);
    const clock = new SteppingClock(journal.lastTimeNs || undefined);
    const encoder = new BatchEncoder();
    const { state } = recover({
      directory,
      journal,
      output: encoder,
      createViews: () => undefined,
      from: 'newer snapshot',
      onDamagedSnapshot() {},
    });
    const sequencer = new Sequencer({
      journal,
      encoder,
      clock,
      state,
      recover: () => new ExchangeState({}),
      limits: {
        maxOpenOrdersPerParty: 10_000,
        maxCommandsInFlight: 10_000,
        partySharePercent: 100,
      },
      logger: { info() {}, warn() {}, error() {} },
      onCommitted: () => {
        onCommitted();
        return undefined;
      },
      onFatal: (error) => {
        throw error;
      },
    });
    const market = new TestMarket(directory, journal, sequencer, clock, seed, onCommitted);
    if (journal.lastSequence === 0) await sequencer.submitAll(LISTINGS);
    return market;
  }

  get lastSequence(): number {
    return this.#journal.lastSequence;
  }

  /** Time from each command to the next. */
  set stepNs(stepNs: bigint) {
    this.#clock.stepNs = stepNs;
  }

  /** Executes a number of commands, a few in each commit. */
  async trade(commands: number): Promise<void> {
    for (let done = 0; done < commands; ) {
      const count = Math.min(this.#random.between(1, 40), commands - done);
      await this.#sequencer.submitAll(Array.from({ length: count }, () => this.#command()));
      done += count;
    }
    this.#onCommitted();
  }

  submit(command: Command): Promise<Reply> {
    return this.#sequencer.submit(command);
  }

  submitAll(commands: readonly Command[]): Promise<readonly Reply[]> {
    return this.#sequencer.submitAll(commands);
  }

  async close(): Promise<void> {
    await this.#sequencer.stop();
    await this.#journal.close();
  }

  #command(): OrderCommand {
    const random = this.#random;
    const partyNumber = random.between(1, PARTY_IDS.length);
    const order = { orderId: random.between(1, Math.max(1, this.#ordersSoFar++)) };
    const price = random.between(18, 22) * 5;
    const quantity = random.between(1, 9) * 10;
    const what = random.between(1, 10);
    if (what === 1) {
      if (random.chance(5)) return cancelAll(partyNumber);
      return { kind: 'cancel', partyNumber, order };
    }
    if (what === 2) return { kind: 'amend', partyNumber, order, price, quantity: undefined };
    if (what === 3) return { kind: 'amend', partyNumber, order, price: undefined, quantity };
    const isMarket = what === 4;
    return {
      kind: 'place',
      terms: {
        partyNumber,
        instrumentId: random.pick(INSTRUMENT_IDS) ?? 1,
        side: random.chance(50) ? Side.Buy : Side.Sell,
        orderType: isMarket ? OrderType.Market : OrderType.Limit,
        timeInForce: isMarket || what === 5 ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCanceled,
        price: isMarket ? 0 : price,
        quantity,
        clientOrderId: '',
        ...(what === 6 ? this.#goodTillDate() : {}),
      },
    };
  }

  /** Some expire while the next commands are executed. */
  #goodTillDate() {
    const lifetimeNs = BigInt(this.#random.between(50, 600)) * SECOND_NS;
    return { timeInForce: TimeInForce.GoodTillDate, expireTimeNs: this.#clock.timeNs + lifetimeNs };
  }

  #ordersSoFar = 1;
}

import { CancelReason, OrderType, Side, TimeInForce } from '../domain/order.ts';
import type { Order, OrderProgress } from '../domain/order-progress.ts';
import type { OrderTerms } from '../domain/order-terms.ts';
import type { OrderAmended, OrderTraded } from '../events/events.ts';
import { add, multiply, type Sum, toSum } from '../market/sum.ts';

/** Rows of a page. A place is a number of less than 32 bits: that of a page, and then the bits of a row. */
export const ROWS = 1_024;
const ROW_BITS = 10;

export function pageOf(place: number): number {
  return place >>> ROW_BITS;
}

export function rowOf(place: number): number {
  return place & (ROWS - 1);
}

/**
 * A row is one run of cells of 8 bytes, so that an order is in two lines of the processor's cache: first numbers, then times, then
 * words of half a cell.
 */
const ORDER_ID = 0;
const PRICE = 1;
const LEAVES = 2;
const CUM = 3;
const CANCELED = 4;
/** `IS_LARGE` for one that no number holds exactly. */
const NOTIONAL = 5;
const KEY = 6;
const NUMBERS = 7;

const ACCEPTED = NUMBERS;
const CHANGED = NUMBERS + 1;
const CELLS = NUMBERS + 4;

const WORDS = CELLS * 2;
const PARTY = WORDS - 4;
const INSTRUMENT = WORDS - 3;
/** The kind of its terms, and above that the reason of its cancel. */
const KIND = WORDS - 2;
const TAG = WORDS - 1;

/** Kinds have fewer bits. */
const REASON_SHIFT = 8;
const KIND_BITS = (1 << REASON_SHIFT) - 1;

const IS_LARGE = -1;

/**
 * A page of orders in columns. Hundreds of thousands of orders and reports are kept: without an object for each, they take less than
 * half of the memory, and the garbage collector neither moves nor visits them. An order becomes an object each time it is read.
 */
export class OrderRows {
  readonly #numbers = new Float64Array(ROWS * CELLS);
  readonly #times = new BigUint64Array(this.#numbers.buffer);
  readonly #words = new Uint32Array(this.#numbers.buffer);
  /** The columns that a page has only once a row needs them. */
  #names: string[] | undefined;
  #expiries: (bigint | undefined)[] | undefined;
  #largeNotionals: (bigint | undefined)[] | undefined;

  /** The order as it is now: it does not change with the row. */
  get(row: number): Order {
    const leavesQuantity = this.#number(row, LEAVES);
    const cumQuantity = this.#number(row, CUM);
    const canceledQuantity = this.#number(row, CANCELED);
    const kind = this.#word(row, KIND);
    const { side, orderType, timeInForce, postOnly } = KINDS[kind & KIND_BITS] ?? A_KIND;
    const terms: { -readonly [Key in keyof OrderTerms]: OrderTerms[Key] } = {
      partyNumber: this.partyOf(row),
      instrumentId: this.instrumentOf(row),
      side,
      orderType,
      timeInForce,
      price: this.#number(row, PRICE),
      quantity: leavesQuantity + cumQuantity + canceledQuantity,
      clientOrderId: this.#names?.[row] ?? '',
    };
    if (postOnly) terms.postOnly = true;
    const expireTimeNs = this.#expiries?.[row];
    if (expireTimeNs !== undefined) terms.expireTimeNs = expireTimeNs;
    const sum = this.#notional(row);
    const notional = sum === 0 ? 0n : BigInt(sum);
    const acceptTimeNs = this.#time(row, ACCEPTED);
    const transactTimeNs = this.#time(row, CHANGED);
    const cancelReason = REASONS[kind >>> REASON_SHIFT];
    const progress = {
      leavesQuantity,
      cumQuantity,
      canceledQuantity,
      notional,
      acceptTimeNs,
      transactTimeNs,
      ...(cancelReason === undefined ? {} : { cancelReason }),
    };
    return { orderId: this.orderIdOf(row), terms, progress };
  }

  orderIdOf(row: number): number {
    return this.#number(row, ORDER_ID);
  }

  partyOf(row: number): number {
    return this.#word(row, PARTY);
  }

  instrumentOf(row: number): number {
    return this.#word(row, INSTRUMENT);
  }

  leavesOf(row: number): number {
    return this.#number(row, LEAVES);
  }

  /** A number that the owner of the page keeps beside the order, such as a priority. */
  keyOf(row: number): number {
    return this.#number(row, KEY);
  }

  setKey(row: number, key: number): void {
    this.#numbers[row * CELLS + KEY] = key;
  }

  /** Like the key: a whole number from 0 to 2^32 - 1. */
  tagOf(row: number): number {
    return this.#word(row, TAG);
  }

  setTag(row: number, tag: number): void {
    this.#words[row * WORDS + TAG] = tag;
  }

  set(row: number, orderId: number, terms: OrderTerms, progress: OrderProgress): void {
    const numbers = row * CELLS;
    this.#numbers[numbers + ORDER_ID] = orderId;
    this.#numbers[numbers + PRICE] = terms.price;
    this.#numbers[numbers + LEAVES] = progress.leavesQuantity;
    this.#numbers[numbers + CUM] = progress.cumQuantity;
    this.#numbers[numbers + CANCELED] = progress.canceledQuantity;
    this.#numbers[numbers + KEY] = 0;
    this.#setNotional(row, toSum(progress.notional));
    const words = row * WORDS;
    this.#words[words + PARTY] = terms.partyNumber;
    this.#words[words + INSTRUMENT] = terms.instrumentId;
    this.#words[words + KIND] = kindOf(terms) | ((progress.cancelReason ?? 0) << REASON_SHIFT);
    this.#times[row * CELLS + ACCEPTED] = progress.acceptTimeNs;
    this.#times[row * CELLS + CHANGED] = progress.transactTimeNs;
    this.#setSparse(row, terms.clientOrderId, terms.expireTimeNs);
  }

  /** Copies an order of another page. */
  copy(row: number, from: OrderRows, fromRow: number): void {
    for (let column = 0; column < NUMBERS; column += 1)
      this.#numbers[row * CELLS + column] = from.#number(fromRow, column);
    for (let column = NUMBERS * 2; column < WORDS; column += 1)
      this.#words[row * WORDS + column] = from.#word(fromRow, column);
    const notional = from.#notional(fromRow);
    if (typeof notional === 'bigint') this.#setNotional(row, notional);
    this.#setSparse(row, from.#names?.[fromRow] ?? '', from.#expiries?.[fromRow]);
  }

  fill(row: number, { price, quantity }: OrderTraded, leavesQuantity: number, timeNs: bigint): void {
    const numbers = row * CELLS;
    this.#numbers[numbers + LEAVES] = leavesQuantity;
    this.#numbers[numbers + CUM] = this.#number(row, CUM) + quantity;
    this.#setNotional(row, add(this.#notional(row), multiply(price, quantity)));
    this.#times[row * CELLS + CHANGED] = timeNs;
  }

  /** Cancels all that is open. */
  cancel(row: number, reason: CancelReason, timeNs: bigint): void {
    const numbers = row * CELLS;
    this.#words[row * WORDS + KIND] = (this.#word(row, KIND) & KIND_BITS) | (reason << REASON_SHIFT);
    this.#numbers[numbers + CANCELED] = this.#number(row, CANCELED) + this.#number(row, LEAVES);
    this.#numbers[numbers + LEAVES] = 0;
    this.#times[row * CELLS + CHANGED] = timeNs;
  }

  amend(row: number, { price, leavesQuantity }: OrderAmended, timeNs: bigint): void {
    const numbers = row * CELLS;
    this.#numbers[numbers + PRICE] = price;
    this.#numbers[numbers + LEAVES] = leavesQuantity;
    this.#times[row * CELLS + CHANGED] = timeNs;
  }

  #number(row: number, column: number): number {
    return this.#numbers[row * CELLS + column] ?? 0;
  }

  #word(row: number, column: number): number {
    return this.#words[row * WORDS + column] ?? 0;
  }

  #time(row: number, column: number): bigint {
    return this.#times[row * CELLS + column] ?? 0n;
  }

  #notional(row: number): Sum {
    const notional = this.#number(row, NOTIONAL);
    return notional === IS_LARGE ? (this.#largeNotionals?.[row] ?? 0n) : notional;
  }

  #setNotional(row: number, notional: Sum): void {
    const isNumber = typeof notional === 'number';
    this.#numbers[row * CELLS + NOTIONAL] = isNumber ? notional : IS_LARGE;
    if (isNumber) return;
    this.#largeNotionals ??= new Array<bigint | undefined>(ROWS).fill(undefined);
    this.#largeNotionals[row] = notional;
  }

  #setSparse(row: number, name: string, expireTimeNs: bigint | undefined): void {
    if (name !== '') this.#names ??= new Array<string>(ROWS).fill('');
    if (this.#names !== undefined) this.#names[row] = name;
    if (expireTimeNs !== undefined) this.#expiries ??= new Array<bigint | undefined>(ROWS).fill(undefined);
    if (this.#expiries !== undefined) this.#expiries[row] = expireTimeNs;
  }
}

/** The terms that have few values: one number stands for them. */
interface Kind extends Pick<OrderTerms, 'side' | 'orderType' | 'timeInForce'> {
  readonly postOnly?: boolean;
}

const A_KIND: Kind = {
  side: Side.Buy,
  orderType: OrderType.Limit,
  timeInForce: TimeInForce.GoodTillCanceled,
};
const KINDS: Kind[] = [];
for (const side of Object.values(Side)) {
  for (const orderType of Object.values(OrderType)) {
    for (const timeInForce of Object.values(TimeInForce)) {
      for (const postOnly of [false, true]) {
        const kind = { side, orderType, timeInForce, postOnly };
        KINDS[kindOf(kind)] = kind;
      }
    }
  }
}

function kindOf({ side, orderType, timeInForce, postOnly }: Kind): number {
  return (side << 6) | (orderType << 4) | (timeInForce << 1) | (postOnly === true ? 1 : 0);
}

const REASONS: CancelReason[] = [];
for (const reason of Object.values(CancelReason)) REASONS[reason] = reason;

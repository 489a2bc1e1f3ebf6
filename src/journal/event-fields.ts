import { EventKind, MAX_AMOUNT } from './batch-format.ts';
import type { WireReader } from './wire-reader.ts';
import { WireType } from './wire-reader.ts';

const ID = Number.MAX_SAFE_INTEGER;
const UINT32 = 2 ** 32 - 1;
const BOOL = 1;
const TEXT = -1;
const TIME = -2;

/** For every kind of event: the largest value of each of its fields, from field 1 on, or TEXT or TIME. */
const LAYOUTS: Readonly<Record<EventKind, readonly number[]>> = {
  [EventKind.orderAccepted]: [ID, UINT32, UINT32, UINT32, UINT32, UINT32, MAX_AMOUNT, MAX_AMOUNT, TEXT],
  [EventKind.orderRested]: [ID, UINT32, UINT32, MAX_AMOUNT, MAX_AMOUNT],
  [EventKind.orderTraded]: [
    ...[ID, UINT32, MAX_AMOUNT, MAX_AMOUNT, UINT32],
    ...[ID, UINT32, MAX_AMOUNT],
    ...[ID, UINT32, MAX_AMOUNT],
  ],
  [EventKind.orderCanceled]: [ID, UINT32, UINT32, UINT32, MAX_AMOUNT, MAX_AMOUNT, UINT32, BOOL],
  [EventKind.orderAmended]: [
    ...[ID, UINT32, UINT32, UINT32],
    ...[MAX_AMOUNT, MAX_AMOUNT, MAX_AMOUNT, MAX_AMOUNT, BOOL],
  ],
  [EventKind.instrumentCreated]: [
    ...[UINT32, TEXT, TEXT, UINT32, UINT32],
    ...[MAX_AMOUNT, MAX_AMOUNT, MAX_AMOUNT, MAX_AMOUNT, UINT32, TIME],
  ],
  [EventKind.partyCreated]: [UINT32, TEXT, TEXT, BOOL],
  [EventKind.partyStatusChanged]: [UINT32, BOOL],
  [EventKind.importBegun]: [ID, ID],
  [EventKind.orderImported]: [
    ...[ID, UINT32, UINT32, UINT32, UINT32, UINT32, MAX_AMOUNT, MAX_AMOUNT, TEXT],
    ...[MAX_AMOUNT, MAX_AMOUNT, ID, TIME, TIME],
  ],
  [EventKind.positionImported]: [UINT32, UINT32, ID, ID, TEXT, TEXT],
  [EventKind.tradeImported]: [
    ...[ID, UINT32, MAX_AMOUNT, MAX_AMOUNT, UINT32],
    ...[ID, UINT32, MAX_AMOUNT],
    ...[ID, UINT32, MAX_AMOUNT, TIME],
  ],
};

const FIELDS_PER_KIND = 16;
/** The layouts in one flat array, 0 where no field is. */
const LIMITS = new Float64Array(FIELDS_PER_KIND * FIELDS_PER_KIND);
for (const kind of Object.values(EventKind)) LIMITS.set(LAYOUTS[kind], kind * FIELDS_PER_KIND + 1);

/** The fields of one event by their numbers: one such object serves a whole batch. */
export class EventFields {
  readonly #numbers = new Float64Array(FIELDS_PER_KIND);
  readonly #texts: string[] = new Array<string>(FIELDS_PER_KIND).fill('');
  readonly #times = new BigUint64Array(FIELDS_PER_KIND);

  number(field: number): number {
    return this.#numbers[field] as number;
  }

  flag(field: number): boolean {
    return this.#numbers[field] === 1;
  }

  text(field: number): string {
    return this.#texts[field] as string;
  }

  /** Nanoseconds since 1970-01-01 UTC. */
  time(field: number): bigint {
    return this.#times[field] as bigint;
  }

  /** Reads an event of a known kind up to `end`; a field that is not there is zero or empty. */
  read(reader: WireReader, kind: EventKind, end: number): void {
    const numbers = this.#numbers;
    numbers.fill(0);
    this.#clear(kind);
    while (reader.position < end) {
      const tag = reader.uint();
      const field = tag >>> 3;
      const limit = field < FIELDS_PER_KIND ? (LIMITS[kind * FIELDS_PER_KIND + field] as number) : 0;
      if (limit > 0) {
        if ((tag & 7) !== WireType.varint) throw reader.damaged(`field ${field} is not a number`);
        const value = reader.uint();
        if (value > limit) throw reader.damaged(`field ${field} is ${value}, more than ${limit}`);
        numbers[field] = value;
      } else if (limit === TEXT) {
        if ((tag & 7) !== WireType.lengthDelimited) throw reader.damaged(`field ${field} is not text`);
        this.#texts[field] = reader.text(end);
      } else if (limit === TIME) {
        if ((tag & 7) !== WireType.fixed64) throw reader.damaged(`field ${field} is not a time`);
        this.#times[field] = reader.fixed64();
      } else {
        skipUnknown(reader, tag, end);
      }
    }
    if (reader.position !== end) throw reader.damaged('an event is longer than announced');
  }

  /** Most events by far have no text, or one, and no time. */
  #clear(kind: EventKind): void {
    if (kind === EventKind.orderAccepted) {
      this.#texts[9] = '';
    } else if (kind > EventKind.orderAmended) {
      this.#texts.fill('');
      this.#times.fill(0n);
    }
  }
}

function skipUnknown(reader: WireReader, tag: number, end: number): void {
  if (tag < 8) throw reader.damaged('field number 0 is not allowed');
  reader.skip(tag & 7, end);
}

import { Temporal } from 'temporal-polyfill';

/** The days of a time zone, including those of 23 and 25 hours. */
export class TradingDays {
  readonly timeZone: string;
  /** The day of the last call, from `#start` to before `#end`: seconds since 1970-01-01 UTC. */
  #start = 0;
  #end = 0;

  /** @param timeZone IANA time zone, such as `Europe/Zurich`. */
  constructor(timeZone = 'UTC') {
    this.timeZone = timeZone;
  }

  /** Start of the day that contains a second. */
  startOf(seconds: number): number {
    if (seconds < this.#start || seconds >= this.#end) {
      const time = Temporal.Instant.fromEpochMilliseconds(seconds * 1_000);
      const start = time.toZonedDateTimeISO(this.timeZone).startOfDay();
      this.#start = start.epochMilliseconds / 1_000;
      this.#end = start.add({ days: 1 }).startOfDay().epochMilliseconds / 1_000;
    }
    return this.#start;
  }
}

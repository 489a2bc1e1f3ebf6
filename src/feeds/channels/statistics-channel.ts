import { millisecondsOf } from '../../domain/clock.ts';
import type { ChannelUpdate } from './channel.ts';
import { InstrumentByInstrument } from './instrument-by-instrument.ts';

const MINUTE_MS = 60_000;

/** The state of an instrument that the reader has. */
interface Delivered {
  readonly sequence: number;
  /** Statistics cover the last 24 hours, to the minute. */
  readonly minute: number;
}

/** Last trade, 24 hours and open interest of one instrument or of all. */
export class StatisticsChannel extends InstrumentByInstrument {
  readonly #delivered = new Map<number, Delivered>();

  minutePassed(): void {
    // Statistics of an instrument that never traded do not age.
    for (const [instrumentId, { sequence }] of this.#delivered) if (sequence > 0) this.touched(instrumentId);
  }

  close(): void {}

  protected updateOf(instrumentId: number): ChannelUpdate | undefined {
    const sequence = this.feeds.market(instrumentId)?.lastTrade?.sequence ?? 0;
    const minute = Math.floor(millisecondsOf(this.feeds.clock) / MINUTE_MS);
    const before = this.#delivered.get(instrumentId);
    if (before?.sequence === sequence && (before.minute === minute || sequence === 0)) return undefined;
    this.#delivered.set(instrumentId, { sequence, minute });
    return {
      instrumentId,
      previousSequence: before?.sequence ?? 0,
      sequence,
      isSnapshot: before === undefined,
      content: { kind: 'statistics' },
    };
  }
}

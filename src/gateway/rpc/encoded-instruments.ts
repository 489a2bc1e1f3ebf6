import { InstrumentSchema } from '../../../gen/redleaf/v1/instrument_pb.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { fromInstrument } from './convert-responses.ts';
import { encodeItem } from './list-answer.ts';

/** The bytes of each listed instrument. They never change. */
export class EncodedInstruments {
  readonly #kept = new WeakMap<Instrument, Uint8Array>();

  bytesOf(instrument: Instrument): Uint8Array {
    let bytes = this.#kept.get(instrument);
    if (bytes === undefined) {
      bytes = encodeItem(InstrumentSchema, fromInstrument(instrument));
      this.#kept.set(instrument, bytes);
    }
    return bytes;
  }
}

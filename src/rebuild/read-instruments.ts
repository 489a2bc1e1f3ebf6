import type { Db, Document } from 'mongodb';
import { z } from 'zod';
import type { Instrument } from '../domain/instrument.ts';
import {
  DEFAULT_MAX_PRICE,
  DEFAULT_PRICE_SCALE,
  MAX_INSTRUMENT_ID,
  MAX_PRICE,
  MAX_QUANTITY,
  MAX_SCALE,
  MAX_TEXT_BYTES,
} from '../domain/limits.ts';
import { isPlainName, NAME_FORM } from '../domain/name.ts';
import { checkInstrument, highestMaxQuantity } from '../exchange/checks.ts';
import { INSTRUMENTS } from '../mongo/schema.ts';
import { partyId, problemsOf, whole } from './fields.ts';
import type { Findings } from './found.ts';

const NS_PER_MS = 1_000_000n;
/** The seed took anything for an id; digits mean the number, as in its REST API. */
const instrumentId = z.union(
  [
    z
      .string()
      .regex(/^[1-9]\d{0,9}$/)
      .transform(Number)
      .pipe(z.number().max(MAX_INSTRUMENT_ID)),
    whole(1, MAX_INSTRUMENT_ID),
  ],
  { error: `is not a whole number from 1 to ${MAX_INSTRUMENT_ID}` },
);
const text = z
  .string()
  .refine((value) => Buffer.byteLength(value) <= MAX_TEXT_BYTES, `has more than ${MAX_TEXT_BYTES} bytes`);
const name = text.regex(/^[^\p{Cc}]+$/u, 'is empty or has control characters');

const instrumentDocument = z.object({
  instrument_id: instrumentId,
  instrument_name: z.unknown(),
  instrument_description: text.catch(''),
  created_time: z.date().optional().catch(undefined),
  created_by: partyId.optional().catch(undefined),
  price_scale: whole(0, MAX_SCALE).default(DEFAULT_PRICE_SCALE),
  quantity_scale: whole(0, MAX_SCALE).default(0),
  tick_size: whole(1, MAX_PRICE).default(1),
  lot_size: whole(1, MAX_QUANTITY).default(1),
  max_price: whole(1, MAX_PRICE).default(DEFAULT_MAX_PRICE),
  max_quantity: whole(1, MAX_QUANTITY).optional(),
});

/** An instrument, with the id of the party that listed it: its number is not known yet. */
export interface FoundInstrument {
  readonly instrument: Instrument;
  readonly createdBy: string | undefined;
}

/** In order of listing. */
export async function readInstruments(db: Db, findings: Findings): Promise<FoundInstrument[]> {
  const found = new Map<number, FoundInstrument>();
  const symbols = new Set<string>();
  // A number goes before digits that mean the same.
  const documents = db.collection(INSTRUMENTS).find({}, { promoteLongs: false }).sort({ instrument_id: 1 });
  for await (const document of documents) {
    const one = readInstrument(document, symbols, findings);
    if (one === undefined) continue;
    const { instrumentId: id, symbol } = one.instrument;
    if (found.has(id)) {
      findings.add(placeOf(document), 'there is a number that means the same: not taken over');
      continue;
    }
    found.set(id, one);
    symbols.add(symbol);
  }
  return [...found.values()].sort((a, b) => Number(listTime(a) - listTime(b)));
}

function readInstrument(
  document: Document,
  symbols: ReadonlySet<string>,
  findings: Findings,
): FoundInstrument | undefined {
  const where = placeOf(document);
  const { success, data, error } = instrumentDocument.safeParse(document);
  if (!success) {
    findings.add(where, `${problemsOf(error)}: not taken over`);
    return undefined;
  }
  const instrument: Instrument = {
    instrumentId: data.instrument_id,
    symbol: symbolOf(data, symbols, where, findings),
    description: data.instrument_description,
    priceScale: data.price_scale,
    quantityScale: data.quantity_scale,
    tickSize: data.tick_size,
    lotSize: data.lot_size,
    maxPrice: data.max_price,
    maxQuantity: data.max_quantity ?? highestMaxQuantity(data.max_price),
    ...(data.created_time === undefined
      ? {}
      : { createTimeNs: BigInt(data.created_time.getTime()) * NS_PER_MS }),
  };
  const refusal = checkInstrument(instrument);
  if (refusal === undefined) return { instrument, createdBy: data.created_by };
  findings.add(where, `${refusal.message}: not taken over`);
  return undefined;
}

/** The name, which is unique here and was not there. */
function symbolOf(
  { instrument_id, instrument_name }: z.output<typeof instrumentDocument>,
  symbols: ReadonlySet<string>,
  where: string,
  findings: Findings,
): string {
  const { success, data, error } = name.safeParse(instrument_name);
  if (success && !symbols.has(data)) {
    if (!isPlainName(data))
      findings.add(where, `instrument_name should be ${NAME_FORM}: taken over as it is`);
    return data;
  }
  const given = `INSTRUMENT-${instrument_id}`;
  findings.add(
    where,
    `instrument_name ${success ? 'is that of another one' : problemsOf(error)}: it is called ${given} now`,
  );
  return given;
}

function placeOf({ instrument_id }: Document): string {
  return `${INSTRUMENTS}, instrument ${JSON.stringify(instrument_id)}`;
}

function listTime({ instrument }: FoundInstrument): bigint {
  return instrument.createTimeNs ?? 0n;
}

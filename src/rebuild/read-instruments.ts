import type { Db, Document } from 'mongodb';
import { z } from 'zod';
import type { Instrument } from '../domain/instrument.ts';
import {
  DEFAULT_PRICE_SCALE,
  MAX_INSTRUMENT_ID,
  MAX_PRICE,
  MAX_QUANTITY,
  MAX_SCALE,
  MAX_TEXT_BYTES,
} from '../domain/limits.ts';
import { isPlainName, NAME_FORM } from '../domain/name.ts';
import { checkInstrument, defaultMaxQuantity } from '../exchange/checks.ts';
import { INSTRUMENTS } from '../mongo/schema.ts';
import { cutText } from './cut-text.ts';
import { partyId, plainValue, problemsOf, whole } from './fields.ts';
import type { Findings } from './found.ts';
import { type Bounds, bookNames, boundsFor, instrumentIdOf, neededBounds } from './found-books.ts';

const NS_PER_MS = 1_000_000n;
/** The seed took any value for an id. Digits mean the number, as in its REST API. */
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
  instrument_name: z.unknown().optional(),
  instrument_description: z.unknown().optional(),
  created_time: z.date().optional().catch(undefined),
  created_by: partyId.optional().catch(undefined),
  price_scale: whole(0, MAX_SCALE).default(DEFAULT_PRICE_SCALE),
  quantity_scale: whole(0, MAX_SCALE).default(0),
  tick_size: whole(1, MAX_PRICE).default(1),
  lot_size: whole(1, MAX_QUANTITY).default(1),
  min_price: whole(1, MAX_PRICE).optional(),
  max_price: whole(1, MAX_PRICE).optional(),
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
  // A number sorts before text, so it wins over the same digits as text.
  const documents = db.collection(INSTRUMENTS).find({}, { promoteLongs: false }).sort({ instrument_id: 1 });
  for await (const document of documents) {
    const one = await readInstrument(db, document, symbols, findings);
    if (one === undefined) continue;
    const { instrumentId: id, symbol } = one.instrument;
    if (found.has(id)) {
      findings.add(
        placeOf(document),
        'another document has the same instrument_id, as a number: this one is not imported',
      );
      continue;
    }
    found.set(id, one);
    symbols.add(symbol);
  }
  for (const one of await readBooksWithoutDocument(db, found, symbols, findings)) {
    found.set(one.instrument.instrumentId, one);
  }
  return [...found.values()].sort((a, b) => Number(listTime(a) - listTime(b)));
}

/** Books whose instrument has no document: the seed serves them all the same. */
async function readBooksWithoutDocument(
  db: Db,
  found: ReadonlyMap<number, FoundInstrument>,
  symbols: Set<string>,
  findings: Findings,
): Promise<FoundInstrument[]> {
  const books: FoundInstrument[] = [];
  for (const book of [...(await bookNames(db))].sort()) {
    const id = instrumentIdOf(book);
    if (id === undefined) {
      findings.add(`orders_${book}`, 'its instrument has no number: its orders and trades are not imported');
    } else if (!found.has(id)) {
      const where = `${INSTRUMENTS}, instrument ${id}`;
      const symbol = freeName(id, symbols);
      findings.add(
        where,
        `has orders or trades and no document that could be imported: it is called ${symbol} now`,
      );
      symbols.add(symbol);
      const document = { instrument_id: id, instrument_name: symbol };
      const one = await readInstrument(db, document, new Set(), findings);
      if (one !== undefined) books.push(one);
    }
  }
  return books;
}

async function readInstrument(
  db: Db,
  document: Document,
  symbols: ReadonlySet<string>,
  findings: Findings,
): Promise<FoundInstrument | undefined> {
  const where = placeOf(document);
  const { success, data, error } = instrumentDocument.safeParse(document);
  if (!success) {
    findings.add(where, `${problemsOf(error)}: not imported`);
    return undefined;
  }
  const instrument: Instrument = {
    instrumentId: data.instrument_id,
    symbol: symbolOf(data, symbols, where, findings),
    description: descriptionOf(data.instrument_description, where, findings),
    priceScale: data.price_scale,
    quantityScale: data.quantity_scale,
    tickSize: data.tick_size,
    lotSize: data.lot_size,
    minPrice: data.min_price ?? data.tick_size,
    ...(await boundsOf(db, data, where, findings)),
    ...(data.created_time === undefined
      ? {}
      : { createTimeNs: BigInt(data.created_time.getTime()) * NS_PER_MS }),
  };
  const refusal = checkInstrument(instrument);
  if (refusal === undefined) return { instrument, createdBy: data.created_by };
  findings.add(where, `${refusal.message}: not imported`);
  return undefined;
}

/** The bounds in our documents. The seed's have none, and get bounds that their live orders fit. */
async function boundsOf(
  db: Db,
  { instrument_id, max_price, max_quantity }: z.output<typeof instrumentDocument>,
  where: string,
  findings: Findings,
): Promise<Bounds> {
  if (max_price !== undefined) {
    return { maxPrice: max_price, maxQuantity: max_quantity ?? defaultMaxQuantity(max_price) };
  }
  const needed = await neededBounds(db, instrument_id);
  const bounds = boundsFor(needed);
  const usual = boundsFor({ maxPrice: 0, maxQuantity: 0 });
  if (bounds.maxPrice !== usual.maxPrice || bounds.maxQuantity !== usual.maxQuantity) {
    const { maxPrice, maxQuantity } = bounds;
    findings.add(
      where,
      `it has max_price ${maxPrice} and max_quantity ${maxQuantity}, since its live orders need them`,
    );
  }
  return bounds;
}

function descriptionOf(value: unknown, where: string, findings: Findings): string {
  if (value === undefined || value === null) return '';
  const isText = typeof value === 'string';
  const description = isText ? cutText(value) : '';
  if (!isText) findings.add(where, 'instrument_description is not text: imported without it');
  else if (description !== value) {
    findings.add(
      where,
      `instrument_description has more than ${MAX_TEXT_BYTES} bytes: its beginning is imported`,
    );
  }
  return description;
}

/** A name for an instrument that has none. */
function freeName(id: number, symbols: ReadonlySet<string>): string {
  let given = `INSTRUMENT-${id}`;
  while (symbols.has(given)) given += '-2';
  return given;
}

/** The instrument's name, or another one if that is invalid or taken: the seed did not check. */
function symbolOf(
  { instrument_id, instrument_name }: z.output<typeof instrumentDocument>,
  symbols: ReadonlySet<string>,
  where: string,
  findings: Findings,
): string {
  const { success, data, error } = name.safeParse(instrument_name);
  if (success && !symbols.has(data)) {
    if (!isPlainName(data)) findings.add(where, `instrument_name should be ${NAME_FORM}: imported as it is`);
    return data;
  }
  const given = freeName(instrument_id, symbols);
  findings.add(
    where,
    `instrument_name ${success ? 'is that of another one' : problemsOf(error)}: it is called ${given} now`,
  );
  return given;
}

function placeOf({ instrument_id }: Document): string {
  return `${INSTRUMENTS}, instrument ${plainValue(instrument_id)}`;
}

function listTime({ instrument }: FoundInstrument): bigint {
  return instrument.createTimeNs ?? 0n;
}

import type { MessageInitShape } from '@bufbuild/protobuf';
import type { CreateInstrumentRequestSchema } from '../../../gen/redleaf/v1/admin_service_pb.ts';
import type { RedleafError } from '../../typescript/redleaf-error.ts';
import { groupedText, parseDecimal } from './decimal.ts';
import { withoutField } from './words.ts';

/** Spelled as in the contract, so that what the exchange refuses has its field. */
const FIELDS = [
  'symbol',
  'description',
  'instrument_id',
  'price_scale',
  'quantity_scale',
  'tick_size',
  'lot_size',
  'min_price',
  'max_price',
  'max_quantity',
] as const;
export type InstrumentField = (typeof FIELDS)[number];

/** What was typed, in decimals; empty fields take the default of the exchange. */
export type InstrumentForm = Readonly<Record<InstrumentField, string>>;
export type InstrumentProblems = { readonly [Field in InstrumentField | 'form']?: string };

export const EMPTY_INSTRUMENT: InstrumentForm = {
  ...{ symbol: '', description: '', instrument_id: '', price_scale: '2', quantity_scale: '0' },
  ...{ tick_size: '', lot_size: '', min_price: '', max_price: '', max_quantity: '' },
};

const MAX_SCALE = 9;
const PRICES: ReadonlySet<string> = new Set(['tick_size', 'min_price', 'max_price']);
const QUANTITIES: ReadonlySet<string> = new Set(['lot_size', 'max_quantity']);

type Request = MessageInitShape<typeof CreateInstrumentRequestSchema>;

/** What to ask for, or what is wrong with each field, before anything is sent. */
export function checkInstrument(
  form: InstrumentForm,
): { readonly request: Request; readonly problems?: never } | { readonly problems: InstrumentProblems } {
  const problems: { -readonly [Field in InstrumentField]?: string } = {};
  const number = (field: InstrumentField, scale: number): number => {
    if (form[field].trim() === '') return 0;
    const parsed = parseDecimal(form[field], scale);
    if ('value' in parsed) return parsed.value;
    problems[field] = parsed.problem;
    return 0;
  };
  const scale = (field: 'price_scale' | 'quantity_scale'): number => {
    const places = number(field, 0);
    if (places > MAX_SCALE) problems[field] = `is at most ${MAX_SCALE}`;
    return Math.min(places, MAX_SCALE);
  };
  if (form.symbol.trim() === '') problems.symbol = 'is missing';
  const priceScale = scale('price_scale');
  const quantityScale = scale('quantity_scale');
  const request = {
    ...{ symbol: form.symbol.trim(), description: form.description, priceScale, quantityScale },
    instrumentId: number('instrument_id', 0),
    tickSize: BigInt(number('tick_size', priceScale)),
    lotSize: BigInt(number('lot_size', quantityScale)),
    minPrice: BigInt(number('min_price', priceScale)),
    maxPrice: BigInt(number('max_price', priceScale)),
    maxQuantity: BigInt(number('max_quantity', quantityScale)),
  };
  if (request.instrumentId > 0xff_ff_ff_ff) problems.instrument_id = 'is at most 4,294,967,295';
  return Object.keys(problems).length > 0 ? { problems } : { request };
}

/** What the exchange has refused, at its field and in the units that were typed. */
export function instrumentProblems(
  { field, message, reason, metadata }: RedleafError,
  form: InstrumentForm,
): InstrumentProblems {
  if (reason === 'DUPLICATE_SYMBOL') return { symbol: 'is in use' };
  if (reason === 'DUPLICATE_INSTRUMENT') return { instrument_id: 'is in use' };
  const known = FIELDS.find((name) => name === field);
  if (known === undefined) return { form: message };
  const { min, max } = metadata;
  if (reason !== 'FIELD_OUT_OF_RANGE' || min === undefined || max === undefined)
    return { [known]: withoutField(message, known) };
  const scale = scaleOf(known, form);
  return {
    [known]: `must be from ${groupedText(BigInt(min), scale)} to ${groupedText(BigInt(max), scale)}`,
  };
}

function scaleOf(field: InstrumentField, form: InstrumentForm): number {
  if (PRICES.has(field)) return Number(form.price_scale);
  return QUANTITIES.has(field) ? Number(form.quantity_scale) : 0;
}

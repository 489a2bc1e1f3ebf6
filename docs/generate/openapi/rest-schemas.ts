import { z } from 'zod';

/*
 * The JSON of the REST API, which is the one of the Python exchange. `src/gateway/rest` reads and writes it key by key; a test
 * holds these schemas against what a running exchange answers.
 */

const id = z.int().positive();
const count = z.int().nonnegative();
const partyName = z.string().nullable().describe('Null for one that the caller may not see.');
const timestamp = z
  .number()
  .nonnegative()
  .meta({ type: 'integer', format: 'int64' })
  .describe('Nanoseconds since 1970-01-01 UTC: 19 digits, more than a double holds exactly.');
const wholeNumber = z.union([z.int(), z.string().regex(/^[+-]?[0-9]+$/)]);

const credentials = {
  party_id: z.union([z.string(), z.int()]).describe('Who asks. A number is the party of that name.'),
  password: z.string().describe('1 to 72 bytes of UTF-8.'),
};

export const NewOrder = z.object({
  ...credentials,
  instrument_id: wholeNumber,
  side: z.union([z.enum(['BUY', 'SELL']), z.literal([1, 2])]).describe('1 is BUY, 2 is SELL.'),
  order_type: z
    .union([z.enum(['MARKET', 'GTC', 'IOC']), z.literal([1, 2, 3])])
    .describe('1 is MARKET, 2 is GTC, 3 is IOC.'),
  price_cents: wholeNumber.nullable().optional().describe('Minor units, above 0. Required but for MARKET.'),
  quantity: wholeNumber.describe('Minor units, above 0.'),
});

export const Cancel = z.object({ ...credentials, instrument_id: wholeNumber, order_id: wholeNumber });

export const CancelAll = z.object({ ...credentials, instrument_id: wholeNumber });

export const NewBook = z.object({
  ...credentials,
  instrument_id: wholeNumber.describe('1 to 4,294,967,295.'),
  instrument_name: z
    .string()
    .nullable()
    .optional()
    .describe('1 to 256 bytes of UTF-8; empty for `INSTRUMENT-ID`.'),
  instrument_description: z.string().nullable().optional().describe('At most 256 bytes of UTF-8.'),
  max_price: wholeNumber.nullable().optional().describe('Minor units, at most 2^53 − 1.'),
  max_quantity: wholeNumber.nullable().optional().describe('Minor units, at most 2^53 − 1.'),
});

export const RestTrade = z.object({
  instrument_id: id,
  price_cents: id.describe("The maker's, in minor units."),
  quantity: id,
  timestamp,
  maker_order_id: id,
  maker_party_id: partyName,
  taker_order_id: id,
  taker_party_id: partyName,
  maker_is_buyer: z.boolean(),
  maker_quantity_remaining: count,
  taker_quantity_remaining: count,
});

export const RestOrder = z.object({
  order_type: z.enum(['MARKET', 'GTC', 'IOC']),
  side: z.enum(['BUY', 'SELL']),
  instrument_id: id,
  price_cents: count.describe('Minor units; 0 for MARKET.'),
  quantity: id,
  timestamp,
  order_id: id,
  party_id: partyName,
  cancelled: z.boolean(),
  filled_quantity: count,
  remaining_quantity: count,
});

export const Placed = z.object({
  status: z.literal('ACCEPTED'),
  order_id: id,
  remaining_qty: count.describe('What did not trade at once: it is open, or cancelled.'),
  cancelled: z.boolean(),
  trades: z.array(RestTrade).describe('The first 1,000.'),
  trade_count: id.optional().describe('How many trades there were, where `trades` are not all.'),
});

const Failed = z.object({ status: z.literal('ERROR'), details: z.string() });

export const Canceled = z.union([z.object({ status: z.literal('CANCELLED'), order_id: id }), Failed]);

export const CanceledAll = z.union([
  z.object({
    status: z.literal('CANCELLED_ALL'),
    cancelled_order_ids: z.array(id),
    failed_order_ids: z.array(id),
  }),
  Failed,
]);

export const Created = z.union([
  z.object({
    status: z.literal('CREATED'),
    instrument_id: id,
    min_price: id,
    max_price: id,
    min_quantity: id,
    max_quantity: id,
  }),
  Failed,
]);

export const RestInstruments = z.array(
  z.object({
    instrument_id: id,
    instrument_name: z.string(),
    instrument_description: z.string(),
    created_time: z.string().describe('UTC without a zone, such as `2026-01-02T03:04:05.678000`.'),
    created_by: z.string().describe('Empty for one that the caller may not see.'),
  }),
);

export const RestParties = z.array(z.object({ party_id: z.string(), party_name: z.string() }));

export const ActionCount = z.object({ seq: id });

export const RestError = z.object({
  detail: z.union([
    z.string(),
    z.array(
      z.object({
        type: z.string(),
        loc: z
          .array(z.union([z.string(), z.int()]))
          .describe('Where: names and positions from the outside in.'),
        msg: z.string(),
      }),
    ),
  ]),
});

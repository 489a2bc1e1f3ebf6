import { create } from '@bufbuild/protobuf';
import { CreateInstrumentRequestSchema } from '../../../gen/redleaf/v1/admin_service_pb.ts';
import { PlaceOrderRequestSchema } from '../../../gen/redleaf/v1/order_service_pb.ts';
import type { Turns } from '../../admission/read-turns.ts';
import type { CancelOrder } from '../../domain/command.ts';
import { MAX_TEXT_BYTES } from '../../domain/limits.ts';
import { Side } from '../../domain/order.ts';
import { ORDER_KINDS, type OrderKind } from '../../domain/order-kind.ts';
import type { Party } from '../../domain/party.ts';
import type { Exchange } from '../../exchange/exchange.ts';
import type { Feeds } from '../../feeds/feeds.ts';
import type { Logger } from '../../log/logger.ts';
import { toCreateInstrument, toPlaceOrder } from '../rpc/convert-requests.ts';
import type { PartyNames } from '../rpc/convert-responses.ts';
import { FieldChecks } from '../rpc/field-checks.ts';
import { findOpenOrders } from '../rpc/open-orders.ts';
import { submit } from '../rpc/submit.ts';
import type { Fields } from './fields.ts';
import { errorText, placedText } from './json-text.ts';
import { fromRefusals, RestError } from './rest-error.ts';

/** A request of an authenticated party. */
interface Request {
  readonly party: Party;
  readonly fields: Fields;
  readonly exchange: Exchange;
  readonly feeds: Feeds;
  /** Parties that the answer may name. */
  readonly parties: PartyNames;
  readonly turns: Turns;
  readonly logger: Logger;
}

export const WRITE_ROUTES: ReadonlyMap<string, (request: Request) => Promise<string>> = new Map([
  ['/orders', placeOrder],
  ['/cancel', cancelOrder],
  ['/cancel_all', cancelAllOrders],
  ['/new_book', createInstrument],
]);

const SIDES = new Map<unknown, Side>([
  ['BUY', Side.Buy],
  ['SELL', Side.Sell],
  [1, Side.Buy],
  [2, Side.Sell],
]);
/** By name or by the seed's number. */
const KINDS = new Map<unknown, (typeof ORDER_KINDS)[OrderKind]>([
  ['MARKET', ORDER_KINDS.MARKET],
  ['GTC', ORDER_KINDS.GTC],
  ['IOC', ORDER_KINDS.IOC],
  [1, ORDER_KINDS.MARKET],
  [2, ORDER_KINDS.GTC],
  [3, ORDER_KINDS.IOC],
]);

/** Cancels of one `/cancel_all` that are submitted together. Other commands run in between. */
const CANCELS_AT_A_TIME = 1_000;

async function placeOrder({ party, fields, exchange, feeds, parties }: Request): Promise<string> {
  const instrumentId = fields.integer('instrument_id');
  const side = fields.word('side', SIDES);
  const kind = fields.word('order_type', KINDS);
  const price = fields.optionalInteger('price_cents');
  const quantity = fields.positiveInteger('quantity');
  fields.throwIfWrong();
  if (kind !== ORDER_KINDS.MARKET) checkLimitPrice(price, fields);
  if (!isListed(instrumentId, feeds))
    fields.refuse('unknown_instrument', ['instrument_id'], UNKNOWN_INSTRUMENT);
  fields.throwIfWrong();

  const checks = new FieldChecks();
  const command = toPlaceOrder(
    create(PlaceOrderRequestSchema, {
      instrumentId: Number(instrumentId),
      ...(side === undefined ? {} : { side }),
      ...kind,
      // The seed ignores the price of a MARKET order.
      price: kind === ORDER_KINDS.MARKET ? 0n : (price ?? 0n),
      quantity,
    }),
    party.partyNumber,
    checks,
  );
  checks.throwIfWrong();
  return placedText(await submit(exchange, command, 'placed'), command.terms, parties);
}

/** An order that is not an open order of the caller in this instrument is reported as not open. */
async function cancelOrder({ party, fields, exchange, feeds }: Request): Promise<string> {
  const instrumentId = fields.integer('instrument_id');
  const orderId = Number(fields.integer('order_id'));
  fields.throwIfWrong();
  if (!isListed(instrumentId, feeds)) return errorText(UNKNOWN_INSTRUMENT);
  if (feeds.orders.get(orderId)?.terms.instrumentId !== Number(instrumentId)) return errorText(NOT_OPEN);
  const reply = await exchange.submit(toCancel(orderId, party));
  if (reply.kind === 'refused' && reply.reason === 'UNKNOWN_ORDER') return errorText(NOT_OPEN);
  if (reply.kind === 'refused') throw fromRefusals([reply]);
  return JSON.stringify({ status: 'CANCELLED', order_id: orderId });
}

/** Orders that were filled or canceled in the meantime count neither as cancelled nor as failed. */
async function cancelAllOrders({ party, fields, exchange, feeds, turns }: Request): Promise<string> {
  const instrumentId = fields.integer('instrument_id');
  fields.throwIfWrong();
  if (!isListed(instrumentId, feeds)) return errorText(UNKNOWN_INSTRUMENT);
  const wanted = {
    partyNumber: party.partyNumber,
    instrumentId: Number(instrumentId),
    afterOrderId: 0,
    count: Number.POSITIVE_INFINITY,
  };
  const open = await findOpenOrders(feeds.orders, wanted, turns);
  const orderIds = open.map(({ orderId }) => orderId);
  const cancelled: number[] = [];
  const failed: number[] = [];
  for (let start = 0; start < orderIds.length; start += CANCELS_AT_A_TIME) {
    const some = orderIds.slice(start, start + CANCELS_AT_A_TIME);
    const replies = await exchange.submitInTurn(some.map((orderId) => toCancel(orderId, party)));
    for (const [index, orderId] of some.entries()) {
      const reply = replies[index];
      if (reply?.kind === 'canceled') cancelled.push(orderId);
      else if (reply?.kind !== 'refused' || reply.reason !== 'UNKNOWN_ORDER') failed.push(orderId);
    }
  }
  return JSON.stringify({
    status: 'CANCELLED_ALL',
    cancelled_order_ids: cancelled,
    failed_order_ids: failed,
  });
}

async function createInstrument({ party, fields, exchange, logger }: Request): Promise<string> {
  if (!party.isAdmin) throw new RestError(403, 'admin privileges required');
  const id = fields.positiveInteger('instrument_id');
  const name = fields.optionalText('instrument_name');
  const description = fields.optionalText('instrument_description');
  const maxPrice = fields.optionalInteger('max_price') ?? 0n;
  const maxQuantity = fields.optionalInteger('max_quantity') ?? 0n;
  fields.throwIfWrong();

  const checks = new FieldChecks();
  const request = create(CreateInstrumentRequestSchema, {
    instrumentId: Number(id),
    symbol: name || `INSTRUMENT-${id}`,
    description: description ?? '',
    maxPrice,
    maxQuantity,
  });
  const command = toCreateInstrument(request, party.partyNumber, checks, toName);
  checks.throwIfWrong();
  const reply = await exchange.submit(command);
  if (reply.kind === 'instrumentCreated') {
    const { instrument } = reply;
    logger.info(
      {
        instrumentId: instrument.instrumentId,
        maxPrice: instrument.maxPrice,
        maxQuantity: instrument.maxQuantity,
      },
      'a book was created over REST; orders above its limits are refused',
    );
    return JSON.stringify({
      status: 'CREATED',
      instrument_id: instrument.instrumentId,
      min_price: instrument.minPrice,
      max_price: instrument.maxPrice,
      min_quantity: instrument.lotSize,
      max_quantity: instrument.maxQuantity,
    });
  }
  if (reply.kind !== 'refused') throw new Error(`createInstrument was answered with ${reply.kind}`);
  if (reply.reason === 'DUPLICATE_INSTRUMENT') return errorText('instrument already exists');
  if (reply.reason === 'DUPLICATE_SYMBOL') return errorText('instrument_name already exists');
  throw fromRefusals([reply]);
}

function checkLimitPrice(price: bigint | undefined, fields: Fields): void {
  if (price === undefined) {
    fields.refuse('value_error', [], 'Value error, price_cents required for GTC/IOC');
  } else if (price === 0n) {
    fields.refuse('greater_than', ['price_cents'], 'Input should be greater than 0 for GTC/IOC');
  }
}

/** A name as in the seed: any text, unlike a symbol of the API. */
function toName(name: string, checks: FieldChecks): string {
  return checks.name('instrument_name', name, 1, MAX_TEXT_BYTES);
}

function toCancel(orderId: number, { partyNumber }: Party): CancelOrder {
  return { kind: 'cancel', partyNumber, order: { orderId } };
}

function isListed(instrumentId: bigint, { directory }: Feeds): boolean {
  return directory.instrument(Number(instrumentId)) !== undefined;
}

const UNKNOWN_INSTRUMENT = 'unknown instrument';
const NOT_OPEN = 'order not open';

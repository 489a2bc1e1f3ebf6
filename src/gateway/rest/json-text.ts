import type { Placed } from '../../domain/command.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { Side } from '../../domain/order.ts';
import { orderKindOf } from '../../domain/order-kind.ts';
import type { Order } from '../../domain/order-progress.ts';
import type { OrderTerms } from '../../domain/order-terms.ts';
import type { PartyProfile } from '../../domain/party.ts';
import type { TradeRecord } from '../../domain/trade.ts';
import type { PartyNames } from '../rpc/convert-responses.ts';

/*
 * The seed's JSON, with its keys in its order. Written as text, because timestamps in nanoseconds are JSON numbers beyond the
 * range of JavaScript's.
 */

const NANOSECONDS_PER_MILLISECOND = 1_000_000n;

/** A trade of a list, from memory or from the history. */
export type ListedTrade = Omit<TradeRecord, 'tradeId' | 'sequence'>;

export function orderText({ orderId, terms, progress }: Order, parties: PartyNames): string {
  const { leavesQuantity, cumQuantity, canceledQuantity } = progress;
  return (
    `{"order_type":"${orderKindOf(terms.orderType, terms.timeInForce)}","side":"${terms.side === Side.Buy ? 'BUY' : 'SELL'}",` +
    `"instrument_id":${terms.instrumentId},"price_cents":${terms.price},"quantity":${terms.quantity},` +
    `"timestamp":${progress.acceptTimeNs},"order_id":${orderId},` +
    `"party_id":${partyText(terms.partyNumber, parties)},"cancelled":${canceledQuantity > 0},` +
    `"filled_quantity":${cumQuantity},"remaining_quantity":${leavesQuantity}}`
  );
}

export function tradeText(trade: ListedTrade, parties: PartyNames): string {
  return (
    `{"instrument_id":${trade.instrumentId},"price_cents":${trade.price},"quantity":${trade.quantity},` +
    `"timestamp":${trade.transactTimeNs},` +
    `"maker_order_id":${trade.makerOrderId},"maker_party_id":${partyText(trade.makerPartyNumber, parties)},` +
    `"taker_order_id":${trade.takerOrderId},"taker_party_id":${partyText(trade.takerPartyNumber, parties)},` +
    `"maker_is_buyer":${trade.aggressorSide === Side.Sell},` +
    `"maker_quantity_remaining":${trade.makerLeavesQuantity},"taker_quantity_remaining":${trade.takerLeavesQuantity}}`
  );
}

/**
 * The remainder of an order that cannot rest is in the answer, as cancelled. `trade_count` is present only if `trades` does not
 * list all trades, as the seed does.
 */
export function placedText(placed: Placed, terms: OrderTerms, parties: PartyNames): string {
  let takerLeavesQuantity = terms.quantity;
  const trades = placed.fills.map((fill) => {
    takerLeavesQuantity -= fill.quantity;
    const trade = {
      ...fill,
      instrumentId: terms.instrumentId,
      aggressorSide: terms.side,
      takerOrderId: placed.orderId,
      takerPartyNumber: terms.partyNumber,
      takerLeavesQuantity,
      transactTimeNs: placed.transactTimeNs,
    };
    return tradeText(trade, parties);
  });
  const count = placed.fillCount > trades.length ? `,"trade_count":${placed.fillCount}` : '';
  return (
    `{"status":"ACCEPTED","order_id":${placed.orderId},` +
    `"remaining_qty":${placed.leavesQuantity + placed.canceledQuantity},` +
    `"cancelled":${placed.canceledQuantity > 0},"trades":[${trades.join(',')}]${count}}`
  );
}

export function instrumentText(instrument: Instrument, parties: PartyNames): string {
  return JSON.stringify({
    instrument_id: instrument.instrumentId,
    instrument_name: instrument.symbol,
    instrument_description: instrument.description,
    created_time: dateText(instrument.createTimeNs ?? 0n),
    created_by: parties.party(instrument.createdBy ?? 0)?.partyId ?? '',
  });
}

export function partyPairText({ partyId, partyName }: PartyProfile): string {
  return JSON.stringify({ party_id: partyId, party_name: partyName });
}

export function errorText(details: string): string {
  return JSON.stringify({ status: 'ERROR', details });
}

/** `null` for a party that the caller may not see. */
function partyText(partyNumber: number, parties: PartyNames): string {
  return JSON.stringify(parties.party(partyNumber)?.partyId ?? null);
}

/** UTC to the millisecond, without a zone, and with six decimals unless all are zero. */
function dateText(timeNs: bigint): string {
  const [seconds, milliseconds] = new Date(Number(timeNs / NANOSECONDS_PER_MILLISECOND))
    .toISOString()
    .slice(0, -1)
    .split('.');
  return milliseconds === '000' ? `${seconds}` : `${seconds}.${milliseconds}000`;
}

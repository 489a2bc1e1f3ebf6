import { Side } from '../domain/order.ts';
import { orderKindOf } from '../domain/order-kind.ts';
import { type MarketRecord, recordsOf } from '../follower/records.ts';
import type { WriterFrame, WriterOrder, WriterTrade } from '../follower/writer.ts';

/*
 * The seed's JSON, field by field in its order, and then `session` and `sequence`. It is written by hand: JSON.stringify cannot
 * write the times, which are integers beyond 2^53.
 */

/**
 * One datagram for each record, numbered from `firstSequence`. The same frames always make the same bytes, so sending them again
 * after a crash repeats numbers that listeners know.
 */
export function datagramsOf(
  frames: readonly WriterFrame[],
  session: string,
  firstSequence: number,
): Buffer[] {
  let sequence = firstSequence;
  return Array.from(recordsOf(frames), (record) =>
    Buffer.from(`{${fieldsOf(record)},"session":"${session}","sequence":${sequence++}}`),
  );
}

/** Says that datagram `sequence` was the last, and since when this exchange runs. It takes no number itself. */
export function heartbeat(session: string, sequence: number, nowNs: bigint, startedNs: bigint): Buffer {
  return Buffer.from(
    `{"type":"HEARTBEAT","timestamp":${nowNs},"started":${startedNs},"session":"${session}","sequence":${sequence}}`,
  );
}

/** A quote inside a JSON string has a backslash before it, so no text can be taken for one of these fields. */
const PARTY_FIELD = /"((?:maker_|taker_)?party_id)":"(?:[^"\\]|\\.)*"/g;

/** The same datagram with `null` in place of each party. */
export function withoutParties(datagram: Uint8Array): Uint8Array {
  return Buffer.from(Buffer.from(datagram).toString().replaceAll(PARTY_FIELD, '"$1":null'));
}

function fieldsOf(record: MarketRecord): string {
  switch (record.type) {
    case 'ORDER':
    case 'ORDER_STATE':
      return `"type":"${record.type}",${orderFields(record.order)}`;
    case 'TRADE':
      return tradeFields(record.trade);
    case 'CANCEL':
      return `"type":"CANCEL","instrument_id":${record.instrumentId},"order_id":${record.orderId}`;
  }
}

function orderFields({ orderId, partyId, terms, progress }: WriterOrder): string {
  const kind = orderKindOf(terms.orderType, terms.timeInForce);
  return (
    `"order_type":"${kind}","side":"${terms.side === Side.Buy ? 'BUY' : 'SELL'}",` +
    `"instrument_id":${terms.instrumentId},"price_cents":${terms.price},"quantity":${terms.quantity},` +
    `"timestamp":${progress.acceptTimeNs},"order_id":${orderId},"party_id":${JSON.stringify(partyId)},` +
    `"cancelled":${progress.canceledQuantity > 0},"filled_quantity":${progress.cumQuantity},` +
    `"remaining_quantity":${progress.leavesQuantity}`
  );
}

function tradeFields({ price, quantity, timeNs, maker, taker }: WriterTrade): string {
  return (
    `"type":"TRADE","instrument_id":${maker.terms.instrumentId},"price_cents":${price},"quantity":${quantity},` +
    `"timestamp":${timeNs},"maker_order_id":${maker.orderId},"maker_party_id":${JSON.stringify(maker.partyId)},` +
    `"taker_order_id":${taker.orderId},"taker_party_id":${JSON.stringify(taker.partyId)},` +
    `"maker_is_buyer":${maker.terms.side === Side.Buy},` +
    `"maker_quantity_remaining":${maker.progress.leavesQuantity},` +
    `"taker_quantity_remaining":${taker.progress.leavesQuantity}`
  );
}

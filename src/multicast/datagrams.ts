import { Side } from '../domain/order.ts';
import { type MarketRecord, recordsOf, type WriterTrade } from '../follower/records.ts';
import type { OrderState, WriterEvent } from '../follower/writer.ts';

/*
 * The seed's JSON, field by field in its order, and then `session` and `sequence`. It is put together by hand since times
 * are integers beyond what JSON.stringify can write.
 */

/**
 * One datagram for each record, numbered from `firstSequence`. The same events always make the same bytes, so sending them
 * again after a crash repeats numbers that listeners know.
 */
export function datagramsOf(
  events: readonly WriterEvent[],
  session: string,
  firstSequence: number,
): Buffer[] {
  let sequence = firstSequence;
  return Array.from(recordsOf(events), (record) =>
    Buffer.from(`{${fieldsOf(record)},"session":"${session}","sequence":${sequence++}}`),
  );
}

/** Says that nothing is missing after datagram `sequence`, and since when this exchange runs. Takes no number itself. */
export function heartbeat(session: string, sequence: number, nowNs: bigint, startedNs: bigint): Buffer {
  return Buffer.from(
    `{"type":"HEARTBEAT","timestamp":${nowNs},"started":${startedNs},"session":"${session}","sequence":${sequence}}`,
  );
}

/** A quote inside a JSON string has a backslash before it, so no text can look like one of these fields. */
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

function orderFields(order: OrderState): string {
  return (
    `"order_type":"${order.kind}","side":"${order.side === Side.Buy ? 'BUY' : 'SELL'}",` +
    `"instrument_id":${order.instrumentId},"price_cents":${order.price},"quantity":${order.quantity},` +
    `"timestamp":${order.acceptTimeNs},"order_id":${order.orderId},"party_id":${JSON.stringify(order.partyId)},` +
    `"cancelled":${order.canceledQuantity > 0},"filled_quantity":${order.cumQuantity},` +
    `"remaining_quantity":${order.leavesQuantity}`
  );
}

function tradeFields({ price, quantity, timeNs, maker, taker }: WriterTrade): string {
  return (
    `"type":"TRADE","instrument_id":${maker.instrumentId},"price_cents":${price},"quantity":${quantity},` +
    `"timestamp":${timeNs},"maker_order_id":${maker.orderId},"maker_party_id":${JSON.stringify(maker.partyId)},` +
    `"taker_order_id":${taker.orderId},"taker_party_id":${JSON.stringify(taker.partyId)},` +
    `"maker_is_buyer":${maker.side === Side.Buy},"maker_quantity_remaining":${maker.leavesQuantity},` +
    `"taker_quantity_remaining":${taker.leavesQuantity}`
  );
}

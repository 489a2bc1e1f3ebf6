import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import type { OrderTerms } from '../../src/domain/order-terms.ts';
import type { MatchingEngine } from '../../src/engine/matching-engine.ts';

export const FlowType = { New: 0, Cancel: 1, Modify: 2 } as const;

// What is sent at full speed is not looked up in an export or an import each time.
const { New: NEW, Cancel: CANCEL } = FlowType;
const INSTRUMENT_ID = 1;
const PARTY_NUMBER = 1;

const HEADER_BYTES = 16;
const RECORD_BYTES = 40;
const MAX_PRICE = 2 ** 31 - 1;

/** The only instrument and party of a flow. */
export const FLOW_INSTRUMENT = {
  instrumentId: INSTRUMENT_ID,
  symbol: 'FLOW',
  description: '',
  priceScale: 2,
  quantityScale: 0,
  tickSize: 1,
  minPrice: 1,
  lotSize: 1,
  maxPrice: MAX_PRICE,
  maxQuantity: 2 ** 22,
};
export const FLOW_PARTY = { partyNumber: PARTY_NUMBER, partyId: 'flow', partyName: '', isAdmin: false };

/**
 * Messages of a benchmark flow, one array for each field. Ids in a file come in any order
 * and an exchange numbers its orders itself, so the n-th new order is `n` to the engine; a
 * message about an id that no earlier message introduced is about order 0, which never rests.
 */
export interface Flow {
  readonly count: number;
  readonly types: Uint8Array;
  readonly sides: Uint8Array;
  readonly timesInForce: Uint8Array;
  readonly quantities: Int32Array;
  readonly prices: Int32Array;
  readonly sequences: Float64Array;
  /** The order that each message is about, as the file calls it and as the engine does. */
  readonly fileIds: Float64Array;
  readonly orderIds: Int32Array;
  /** The file's id of each order, by the engine's. */
  readonly fileIdOf: Float64Array;
}

export function emptyFlow(count: number): Flow {
  return {
    count,
    types: new Uint8Array(count),
    sides: new Uint8Array(count),
    timesInForce: new Uint8Array(count),
    quantities: new Int32Array(count),
    prices: new Int32Array(count),
    sequences: new Float64Array(count),
    fileIds: new Float64Array(count),
    orderIds: new Int32Array(count),
    fileIdOf: new Float64Array(count + 1),
  };
}

/** Reads a flow, gzipped or not. */
export function readFlow(file: string): Flow {
  const stored = readFileSync(file);
  const bytes = stored[0] === 0x1f && stored[1] === 0x8b ? gunzipSync(stored) : stored;
  const count = bytes.readUInt32LE(12);
  if (bytes.length < HEADER_BYTES + count * RECORD_BYTES) throw new Error(`${file} ends early`);
  const view = new DataView(bytes.buffer, bytes.byteOffset + HEADER_BYTES, count * RECORD_BYTES);
  const flow = emptyFlow(count);
  const orderIdOf = new Map<number, number>();
  let lastOrderId = 0;
  for (let i = 0; i < count; i++) {
    const at = i * RECORD_BYTES;
    const type = view.getUint8(at);
    const fileId = exact(view.getBigUint64(at + 16, true));
    if (type === FlowType.New) orderIdOf.set(fileId, ++lastOrderId);
    const orderId = orderIdOf.get(fileId) ?? 0;
    flow.types[i] = type;
    flow.sides[i] = view.getUint8(at + 1) === 0 ? Side.Buy : Side.Sell;
    flow.timesInForce[i] =
      view.getUint8(at + 2) === 0 ? TimeInForce.GoodTillCanceled : TimeInForce.ImmediateOrCancel;
    flow.quantities[i] = view.getUint32(at + 4, true);
    flow.sequences[i] = exact(view.getBigUint64(at + 8, true));
    flow.prices[i] = exact(view.getBigInt64(at + 24, true));
    flow.fileIds[i] = fileId;
    flow.orderIds[i] = orderId;
    flow.fileIdOf[orderId] = fileId;
  }
  return flow;
}

function exact(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${value} is too large to be counted exactly`);
  return number;
}

type MutableTerms = { -readonly [Field in keyof OrderTerms]: OrderTerms[Field] };

/** The terms of every new order, one after another: the engine does not keep them, and nothing is allocated for a message. */
const terms: MutableTerms = {
  partyNumber: PARTY_NUMBER,
  instrumentId: INSTRUMENT_ID,
  side: Side.Buy,
  orderType: OrderType.Limit,
  timeInForce: TimeInForce.GoodTillCanceled,
  price: 0,
  quantity: 0,
  clientOrderId: '',
};

/** Sends one message; false when it was about an order that is not resting. */
export function sendMessage(engine: MatchingEngine, flow: Flow, i: number): boolean {
  const type = flow.types[i];
  const orderId = flow.orderIds[i] as number;
  if (type === NEW) {
    terms.side = flow.sides[i] as Side;
    terms.timeInForce = flow.timesInForce[i] as TimeInForce;
    terms.price = flow.prices[i] as number;
    terms.quantity = flow.quantities[i] as number;
    engine.place(orderId, terms);
    return true;
  }
  if (type === CANCEL) return engine.cancel(orderId);
  return engine.replace(orderId, flow.prices[i] as number, flow.quantities[i] as number);
}

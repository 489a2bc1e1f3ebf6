import { Side, TimeInForce } from '../../src/domain/order.ts';
import { emptyFlow, type Flow, FlowType } from '../engine/flow.ts';

interface FlowShape {
  readonly seed: number;
  readonly orders: number;
  /** Maximum distance of the middle from its start, as a fraction of the start. */
  readonly swing: number;
  /** Number of orders that rest before the flow, too far from the market to trade. */
  readonly prefilled: number;
}

const START = 33_504;
/** Number of full swings of the market in a flow. */
const CYCLES = 4;
const PREFILL_DISTANCE = 16_000;
const PREFILL_LEVELS = 10_000;

/**
 * Orders around a middle that wanders and swings. Their depth follows a power law. 15 % are IOC; of the rest, 20 % are modified
 * and 95 % are canceled. The `prefilled` orders come first, as ordinary new orders.
 */
export function generateFlow(shape: FlowShape): Flow {
  const random = randomNumbers(shape.seed);
  const flow = emptyFlow(shape.prefilled + shape.orders * 3);
  let count = 0;
  const add = (
    type: number,
    orderId: number,
    side: Side,
    price: number,
    quantity: number,
    tif: TimeInForce,
  ) => {
    flow.types[count] = type;
    flow.orderIds[count] = orderId;
    flow.fileIdOf[orderId] = orderId;
    flow.fileIds[count] = orderId;
    flow.sides[count] = side;
    flow.prices[count] = price;
    flow.quantities[count] = quantity;
    flow.timesInForce[count] = tif;
    flow.sequences[count] = count;
    count++;
  };
  const GTC = TimeInForce.GoodTillCanceled;
  for (let orderId = 1; orderId <= shape.prefilled; orderId++) {
    const side = orderId % 2 === 0 ? Side.Buy : Side.Sell;
    const distance = PREFILL_DISTANCE + Math.floor(random() * PREFILL_LEVELS);
    add(FlowType.New, orderId, side, side === Side.Buy ? START - distance : START + distance, 10, GTC);
  }
  let wander = 0;
  for (let i = 0; i < shape.orders; i++) {
    const orderId = shape.prefilled + i + 1;
    wander = wander * 0.999 + (random() - 0.5) * 8;
    const swing = Math.sin((i / shape.orders) * CYCLES * 2 * Math.PI) * shape.swing * START;
    const middle = START + swing + wander;
    const side = random() < 0.5 ? Side.Buy : Side.Sell;
    const depth = Math.min(random() ** -0.7, 300) - 3;
    const price = Math.max(2, Math.round(side === Side.Buy ? middle - depth : middle + depth));
    const quantity = 1 + Math.floor(random() * 100);
    if (random() < 0.15) {
      add(FlowType.New, orderId, side, price, quantity, TimeInForce.ImmediateOrCancel);
      continue;
    }
    add(FlowType.New, orderId, side, price, quantity, GTC);
    if (random() < 0.2) {
      add(FlowType.Modify, orderId, side, price + (random() < 0.5 ? 1 : -1), quantity + 1, GTC);
    }
    if (random() < 0.95) add(FlowType.Cancel, orderId, side, price, quantity, GTC);
  }
  return { ...flow, count };
}

/** Random numbers from 0 to below 1, determined by the seed. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

import type { AmendOrder, CancelAllOrders, CancelOrder, PlaceOrder } from '../../src/domain/command.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import type { OrderTerms } from '../../src/domain/order-terms.ts';
import { ExchangeState } from '../../src/exchange/exchange-state.ts';
import { Sequencer, type SequencerOptions } from '../../src/exchange/sequencer.ts';
import { Feeds } from '../../src/feeds/feeds.ts';
import { foldInTurns } from '../../src/follower/fold-in-turns.ts';
import { decodeBatch } from '../../src/journal/batch-decoder.ts';
import { BatchEncoder } from '../../src/journal/batch-encoder.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { MemoryJournal } from './memory-journal.ts';
import { SteppingClock } from './stepping-clock.ts';

export const INSTRUMENT: Instrument = {
  instrumentId: 1,
  symbol: 'RDLF',
  description: '',
  priceScale: 2,
  quantityScale: 0,
  tickSize: 5,
  minPrice: 5,
  lotSize: 10,
  maxPrice: 1_000_000,
  maxQuantity: 1_000_000,
};

/** A sequencer over a journal in memory, with one instrument and two parties. Every command comes a second after the one before. */
export async function testExchange(
  maxCommandsInFlight = 1_000,
  more: Partial<SequencerOptions> = {},
  partySharePercent = 100,
) {
  const journal = new MemoryJournal();
  const feeds = new Feeds({ epoch: 1, retained: 1_000, heartbeatMs: 50 });
  const encoder = new BatchEncoder();
  const exchange = new Sequencer({
    journal,
    encoder,
    clock: new SteppingClock(),
    state: new ExchangeState(encoder),
    recover: () => foldAll(journal, encoder),
    limits: { maxOpenOrdersPerParty: 100, maxCommandsInFlight, partySharePercent },
    logger: { info() {}, warn() {}, error() {} },
    onCommitted: (batch) => foldInTurns(batch, feeds),
    onFatal: (error) => {
      throw error;
    },
    ...more,
  });
  await exchange.submitAll([
    { kind: 'createInstrument', partyNumber: 0, instrument: INSTRUMENT },
    { kind: 'createParty', partyNumber: 0, partyId: 'alice', partyName: '', isAdmin: false },
    { kind: 'createParty', partyNumber: 0, partyId: 'bob', partyName: '', isAdmin: false },
  ]);
  return { exchange, journal, feeds };
}

function foldAll(journal: Journal, encoder: BatchEncoder): ExchangeState {
  const state = new ExchangeState(encoder);
  for (const batch of journal.read(0)) decodeBatch(batch.bytes, state.fold);
  return state;
}

export function limit(
  side: 'buy' | 'sell',
  price: number,
  quantity: number,
  more: Partial<OrderTerms> = {},
): PlaceOrder {
  const terms: OrderTerms = {
    partyNumber: side === 'buy' ? 1 : 2,
    instrumentId: 1,
    side: side === 'buy' ? Side.Buy : Side.Sell,
    orderType: OrderType.Limit,
    timeInForce: TimeInForce.GoodTillCanceled,
    price,
    quantity,
    clientOrderId: '',
    ...more,
  };
  return { kind: 'place', terms };
}

export function amend(partyNumber: number, orderId: number, change: Partial<AmendOrder>): AmendOrder {
  return { kind: 'amend', partyNumber, order: { orderId }, price: undefined, quantity: undefined, ...change };
}

export function cancel(partyNumber: number, orderId: number): CancelOrder {
  return { kind: 'cancel', partyNumber, order: { orderId } };
}

/** All open orders of the party, or some of them. */
export function cancelAll(
  partyNumber: number,
  only: Partial<Pick<CancelAllOrders, 'instrumentId' | 'side'>> = {},
): CancelAllOrders {
  return { kind: 'cancelAll', partyNumber, instrumentId: 0, side: undefined, ...only };
}

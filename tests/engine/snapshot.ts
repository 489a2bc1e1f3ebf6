import type { MatchingEngine } from '../../src/engine/matching-engine.ts';

/** Puts the whole state of one engine into another that is empty. */
export function copyState(from: MatchingEngine, to: MatchingEngine): void {
  from.visitState({
    counters: (lastOrderId, lastTradeId) => to.restoreCounters(lastOrderId, lastTradeId),
    instrument: (instrument) => to.fold.instrumentCreated?.({ instrument }),
    party: (party) => to.fold.partyCreated?.({ party }),
    order: (order) => to.restoreOrder(order),
  });
}

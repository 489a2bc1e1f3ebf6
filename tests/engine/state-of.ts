import type { MatchingEngine } from '../../src/engine/matching-engine.ts';

/** Everything that `visitState` shows, as one list: quicker to compare than to hash, and it tells what differs. */
export function stateOf(engine: MatchingEngine): unknown[] {
  const state: unknown[] = [];
  engine.visitState({
    counters: (...counters) => state.push(...counters),
    instrument: (instrument) => state.push(JSON.stringify(instrument)),
    party: (party) => state.push(JSON.stringify(party)),
    order: (order) => state.push(...Object.values(order)),
  });
  return state;
}

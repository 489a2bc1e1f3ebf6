import type { ExchangeState } from '../../src/exchange/exchange-state.ts';
import type { CommandLog } from '../../src/exchange/execute.ts';
import type { BatchEncoder } from '../../src/journal/batch-encoder.ts';

interface Parts {
  readonly state: ExchangeState;
  /** What the state hands its frames to. */
  readonly encoder: BatchEncoder;
  readonly committed: () => number;
  readonly nowNs: () => bigint;
}

/** Frames of commands as the sequencer opens them. */
export function commandLog({ state, encoder, committed, nowNs }: Parts): CommandLog {
  const lastSequence = () => committed() + encoder.eventCount;
  return {
    lastSequence,
    frame(kind, partyNumber, orderId, change) {
      const first = lastSequence() + 1;
      const timeNs = nowNs();
      const frame = {
        get sequence() {
          return Math.max(first, encoder.lastSequence);
        },
        timeNs,
        kind,
        partyNumber,
        orderId,
      };
      state.begin(frame);
      change();
      state.end(frame);
      return timeNs;
    },
  };
}

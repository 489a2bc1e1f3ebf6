import type { ExchangeState } from '../../src/exchange/exchange-state.ts';
import type { CommandLog } from '../../src/exchange/execute.ts';
import type { BatchEncoder } from '../../src/journal/batch-encoder.ts';

interface Parts {
  /** Writes its events to the encoder. */
  readonly state: ExchangeState;
  readonly encoder: BatchEncoder;
  /** The last event that is not in the encoder any more. */
  readonly committed: () => number;
  readonly nowNs: () => bigint;
}

/** Executes commands as the sequencer does, without a journal. */
export function commandLog({ state, encoder, committed, nowNs }: Parts): CommandLog {
  const lastSequence = () => committed() + encoder.eventCount;
  return {
    lastSequence,
    timeNs: nowNs,
    advance() {},
    frame(kind, partyNumber, orderId, change) {
      const firstSequence = lastSequence() + 1;
      const timeNs = nowNs();
      const frame = {
        // The encoder takes each event before the other consumers.
        get sequence() {
          return Math.max(firstSequence, encoder.lastSequence);
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

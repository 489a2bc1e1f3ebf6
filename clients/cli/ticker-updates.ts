import { equals } from '@bufbuild/protobuf';
import { isTemporary, type MarketDataState, type Redleaf, type RedleafError } from '@redleaf/client';
import { type Statistics, StatisticsSchema } from '../../gen/redleaf/v1/market_data_pb.ts';
import { MarketDataChannel } from '../../gen/redleaf/v1/market_data_service_pb.ts';

interface Options {
  /** 0 alone for all. */
  readonly instrumentIds: readonly number[];
  readonly signal: AbortSignal;
  readonly onState: (state: MarketDataState) => void;
}

/**
 * The statistics of instruments as they stand, and each again when they change. Whoever is slow gets the latest of each.
 *
 * @throws RedleafError when the exchange refuses.
 */
export async function* tickerUpdates(
  redleaf: Redleaf,
  { instrumentIds, signal, onState }: Options,
): AsyncGenerator<Statistics, void, undefined> {
  const latest = new Map<number, Statistics>();
  const changed = new Set<number>();
  let failure: RedleafError | undefined;
  let news = Promise.withResolvers<void>();
  const stream = redleaf.openMarketData({
    onState,
    onError: (error, refused) => {
      if (refused === undefined && isTemporary(error, false)) return;
      failure = error;
      news.resolve();
    },
  });
  signal.addEventListener('abort', () => news.resolve(), { once: true });
  try {
    for (const instrumentId of instrumentIds) {
      stream.subscribe({ channel: MarketDataChannel.STATISTICS, instrumentId }, ({ update }) => {
        if (update.case !== 'statistics') return;
        const before = latest.get(update.value.instrumentId);
        // A new connection sends all again.
        if (before !== undefined && equals(StatisticsSchema, before, update.value)) return;
        latest.set(update.value.instrumentId, update.value);
        changed.add(update.value.instrumentId);
        news.resolve();
      });
    }
    while (!signal.aborted) {
      if (failure !== undefined) throw failure;
      for (const instrumentId of changed) {
        changed.delete(instrumentId);
        const statistics = latest.get(instrumentId);
        if (statistics !== undefined) yield statistics;
      }
      if (!signal.aborted) await news.promise;
      news = Promise.withResolvers();
    }
  } finally {
    stream.close();
  }
}

import type { Writer } from '../follower/writer.ts';
import type { Config } from '../settings/config.ts';
import type { WriterName } from '../settings/schemas.ts';

/**
 * Makes a writer that is not open yet, and loads only what it needs.
 *
 * @param onProblems is called with what is wrong at its destination but does not stop it.
 */
export async function createWriter(
  name: WriterName,
  config: Config,
  onProblems: (problems: readonly string[]) => void = () => {},
): Promise<Writer> {
  switch (name) {
    case 'csv': {
      const { CsvWriter } = await import('./csv/csv-writer.ts');
      return new CsvWriter(config.csvDir);
    }
    case 'multicast': {
      const { MulticastWriter } = await import('../multicast/multicast-writer.ts');
      return new MulticastWriter(config);
    }
    case 'history': {
      const { HistoryWriter } = await import('../history/history-writer.ts');
      const { TradingDays } = await import('../market/trading-days.ts');
      return new HistoryWriter(config.dataDir, new TradingDays(config.marketTimeZone));
    }
    case 'mongo': {
      const { MongoWriter } = await import('./mongo/mongo-writer.ts');
      return new MongoWriter(config, onProblems);
    }
  }
}

import { type ClockKind, openClock } from '../exchange/open-clock.ts';
import { openSqliteJournalReader } from '../journal/sqlite/journal-reader.ts';

/** The time that a stopped exchange would have if it started now: nanoseconds since 1970-01-01 UTC. */
export function exchangeTimeNs(dataDir: string, clock: ClockKind): bigint {
  const journal = openSqliteJournalReader(dataDir);
  try {
    return openClock(clock, journal.lastTimeNs).now();
  } finally {
    journal.close();
  }
}

import { openSqliteJournal } from '../../../src/journal/sqlite/open-sqlite-journal.ts';
import { appendEvents } from '../append-events.ts';

/** A process that appends to the journal of the folder it is given, and says what is durable. */
const journal = await openSqliteJournal(process.argv[2] ?? '');
for (;;) {
  await appendEvents(journal, 5, 'x'.repeat(500));
  process.stdout.write(`${journal.lastSequence}\n`);
}

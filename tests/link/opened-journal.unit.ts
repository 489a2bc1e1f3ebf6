import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { coreMemory } from '../../src/link/link-memory.ts';
import { announceJournal, journalAnnounced } from '../../src/link/opened-journal.ts';

test('a thread waits until the core has opened the journal, and not after that', async () => {
  const memory = coreMemory();
  const waiting = journalAnnounced(memory).then(() => 'announced');
  expect(await Promise.race([waiting, sleep(20, 'waits')])).toBe('waits');
  announceJournal(memory, { epoch: 7, lastSequence: 3 }, 1n);
  expect(await waiting).toBe('announced');
  await journalAnnounced(memory);
});

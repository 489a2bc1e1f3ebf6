import { Directory } from '../directory/directory.ts';
import { fanOut } from '../events/fan-out.ts';
import { decodeBatch } from '../journal/batch-decoder.ts';
import { listSnapshots, readSnapshot } from '../journal/snapshot-file.ts';
import { toInstrument, toParty } from './order-content.ts';
import type { BatchSource } from './recover.ts';
import { restoreFirstSound } from './restore-snapshot.ts';

/** Instruments and parties at the end of the journal, without the memory that orders take. */
export function recoverDirectory(folder: string, journal: BatchSource): Directory {
  const restored = restoreFirstSound(
    listSnapshots(folder)
      .filter(({ sequence }) => sequence <= journal.lastSequence)
      .reverse(),
    ({ path, sequence }) => {
      const directory = new Directory();
      for (const { instruments, parties } of readSnapshot(path).chunks) {
        for (const instrument of instruments) directory.putInstrument(toInstrument(instrument));
        for (const party of parties) directory.partyCreated({ party: toParty(party) });
      }
      return { directory, sequence };
    },
    // The core puts it aside.
    () => {},
  );
  const { directory, sequence } = restored ?? { directory: new Directory(), sequence: 0 };
  const sink = fanOut(directory);
  for (const { bytes } of journal.read(sequence)) decodeBatch(bytes, sink);
  return directory;
}

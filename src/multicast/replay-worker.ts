import { workerData } from 'node:worker_threads';
import { answerReads } from '../threads/answer-reads.ts';
import { datagramFile } from './datagram-store.ts';
import { withoutParties } from './datagrams.ts';
import type { Replayed, ReplayRequest } from './multicast-replay.ts';
import { StoredDatagrams } from './stored-datagrams.ts';

/** The thread that reads datagrams: no order waits for the disk. */
const directory: string = workerData;
let stored = new StoredDatagrams(directory);
answerReads({
  file: datagramFile(directory),
  read,
  reset() {
    stored.close();
    stored = new StoredDatagrams(directory);
  },
});

function read({ firstSequence, lastSequence, limit, namesParties }: ReplayRequest): Replayed {
  const sent = stored.read(firstSequence, lastSequence, limit);
  const datagrams = namesParties ? sent : sent.map(withoutParties);
  // Read the oldest sequence last: it may rise meanwhile, but never fall.
  return { datagrams, session: stored.session, oldestSequence: stored.oldestSequence };
}

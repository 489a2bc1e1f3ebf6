import { workerData } from 'node:worker_threads';
import { answerReads } from '../threads/answer-reads.ts';
import { datagramFile } from './datagram-store.ts';
import { withoutParties } from './datagrams.ts';
import type { Replayed, ReplayRequest } from './multicast-replay.ts';
import { StoredDatagrams } from './stored-datagrams.ts';

/** The thread that reads datagrams: what must come from the disk keeps no order waiting. */
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
  // The oldest afterwards: what was there when they were read may be gone, but not the other way round.
  return { datagrams, session: stored.session, oldestSequence: stored.oldestSequence };
}

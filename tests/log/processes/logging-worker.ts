import { parentPort, workerData } from 'node:worker_threads';
import { openThreadLog } from '../../../src/log/thread-log.ts';

const { logger, flush } = openThreadLog({ logLevel: 'info' }, workerData.port);
logger.debug({}, 'too low');
logger.info({ login: { partyId: 'alice', password: 'swordfish' } }, 'one');
logger.warn({ err: new RangeError('too far') }, 'two');
if (workerData.ends === 'in order') {
  await flush();
  // The main thread has the lines now, so it writes `flushed` after them.
  parentPort?.postMessage('flushed');
}
if (workerData.ends === 'by a fault') throw new Error('out of order');
if (workerData.ends === 'at once') process.exit(1);

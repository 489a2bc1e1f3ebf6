import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import prettyBytes from 'pretty-bytes';
import { type Check, failed, ok, warning } from './check.ts';
import { existingFolder } from './existing-folder.ts';

const SCARCE_BYTES = 2 ** 30;
const NEEDED_BYTES = 64 * 2 ** 20;
/** Of the journal's file system; locks and memory maps of SQLite do not work over a network. */
const NETWORK_FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x65735546, 'FUSE'],
]);
const SYNCS = 100;
const SYNC_FOR_MS = 2_000;
const SLOW_SYNC_MS = 10;

/** Every order waits for a commit, and a commit for the disk. */
export const disk: Check = {
  name: 'disk',
  look({ dataDir }) {
    const folder = existingFolder(resolve(dataDir));
    const { bavail, bsize, type } = statfsSync(folder);
    const free = prettyBytes(bavail * bsize);
    const network = NETWORK_FILE_SYSTEMS.get(type);
    if (network !== undefined)
      return failed(
        `${folder} is on ${network}`,
        'move DATA_DIR to a local disk: a network file system can damage the journal',
      );
    if (bavail * bsize < NEEDED_BYTES)
      return failed(`${free} are free`, 'make room: orders are refused when the disk is full');
    const { medianMs, p99Ms } = syncTime(folder);
    const times = `a sync takes ${medianMs.toFixed(1)} ms (p99 ${p99Ms.toFixed(1)} ms)`;
    if (bavail * bsize < SCARCE_BYTES)
      return warning(
        `${free} are free; ${times}`,
        'make room: the journal grows by about 100 bytes an event',
      );
    if (medianMs > SLOW_SYNC_MS)
      return warning(
        `${free} are free; ${times}`,
        'every order waits for a sync: use a disk with faster syncs, such as NVMe',
      );
    return ok(`${free} are free; ${times}`);
  },
};

/** Writes a page and makes it durable, again and again, as the journal does. */
function syncTime(folder: string): { readonly medianMs: number; readonly p99Ms: number } {
  const place = mkdtempSync(join(folder, '.redleaf-doctor-'));
  try {
    const file = openSync(join(place, 'sync'), 'w');
    const page = Buffer.alloc(4_096, 1);
    const times: number[] = [];
    const begunMs = performance.now();
    while (times.length < SYNCS && performance.now() - begunMs < SYNC_FOR_MS) {
      const startMs = performance.now();
      writeSync(file, page);
      fsyncSync(file);
      times.push(performance.now() - startMs);
    }
    closeSync(file);
    times.sort((a, b) => a - b);
    const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
    return { medianMs: at(0.5), p99Ms: at(0.99) };
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

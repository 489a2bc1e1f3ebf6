import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'hdr-histogram-js';

/** Median time in microseconds to append some bytes to a file and to sync it, one after the other. */
export function syncUs(directory: string, bytes: number, durationMs: number): number {
  const histogram = build({ lowestDiscernibleValue: 1, highestTrackableValue: 60_000_000 });
  const file = join(directory, 'sync-bench');
  const handle = openSync(file, 'w');
  const data = Buffer.alloc(bytes, 1);
  for (const endMs = performance.now() + durationMs; performance.now() < endMs; ) {
    const beganMs = performance.now();
    writeSync(handle, data);
    fdatasyncSync(handle);
    histogram.recordValue(Math.max(1, Math.round((performance.now() - beganMs) * 1_000)));
  }
  closeSync(handle);
  rmSync(file);
  return histogram.getValueAtPercentile(50);
}

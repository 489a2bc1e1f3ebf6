import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { Presets, SingleBar } from 'cli-progress';

/** The lines of a text file, which may be compressed. Empty ones are left out. */
async function* linesOf(path: string, onBytes: (read: number) => void): AsyncGenerator<string> {
  const file = createReadStream(path);
  const text = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  // An error of the file does not reach the far end of a pipe by itself.
  if (text !== file) file.on('error', (error) => text.destroy(error));
  for await (const line of createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY })) {
    onBytes(file.bytesRead);
    if (line !== '') yield line;
  }
}

/** The lines of a file, with a bar on the terminal that shows how much of it is read. */
export async function* linesWithProgress(path: string, sizeBytes: number): AsyncGenerator<string> {
  if (!process.stderr.isTTY) return yield* linesOf(path, () => {});
  const format = '{bar} {percentage} % of the file read, {duration_formatted}';
  const bar = new SingleBar({ format, hideCursor: true, clearOnComplete: true }, Presets.shades_classic);
  bar.start(sizeBytes, 0);
  try {
    yield* linesOf(path, (read) => bar.update(read));
  } finally {
    bar.stop();
  }
}

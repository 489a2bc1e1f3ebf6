import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { showProgress } from '../show-progress.ts';

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
  using progress = showProgress('{percentage} % of the file read', sizeBytes);
  yield* linesOf(path, (read) => progress.update(read));
}

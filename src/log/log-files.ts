import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import roll from 'pino-roll';

const QUARTER_HOUR_MS = 15 * 60_000;
/** Characters that may wait for a stuck or full disk. Further lines go to the console only. */
const MAX_WAITING_CHARACTERS = 16 * 2 ** 20;

/** Maximum size of one write. The library checks the size of the file only after a write. */
const MAX_WRITE_BYTES = 16_384;
/** With smaller files there would be too many of them. */
const MIN_FILE_BYTES = 65_536;

const NAME = /^exchange\.(?<quarter>\d{4}-\d{2}-\d{2}-\d{4})\.(?<number>\d+)\.log$/;

interface LogFilesOptions {
  readonly directory: string;
  /** Maximum number of files. A new file replaces the oldest one. */
  readonly keep: number;
  /** Maximum size of all files together. */
  readonly maxBytes: number;
  /** Called once when writing begins to fail, and again only after a successful write. */
  readonly onError: (error: Error) => void;
}

export interface LogFiles {
  readonly stream: { write(line: string): void; flushSync(): void };
  /** Writes the lines that wait. Never rejects, because nothing could log the error any more. */
  close(): Promise<void>;
}

/**
 * Opens log files `exchange.<date>-<time>.<number>.log`. Each quarter of an hour has a new file, named for its start, and a
 * further one whenever a file is full. A restart in the same quarter continues the last file.
 *
 * @throws Error of the file system when the files cannot be written.
 */
export async function openLogFiles({
  directory,
  keep,
  maxBytes,
  onError,
}: LogFilesOptions): Promise<LogFiles> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  // One file more than `keep` exists for a moment: the library creates a file before it removes the oldest.
  const fileBytes = Math.max(MIN_FILE_BYTES, Math.floor(maxBytes / (keep + 1)));
  const count = Math.min(keep, Math.floor(maxBytes / fileBytes) - 1);
  const file = await roll({
    file: join(directory, 'exchange.log'),
    // Access only for the owner: log lines name parties.
    mode: 0o600,
    // The library counts from 1970 in UTC. Every time zone is whole quarters away from UTC, so files also begin at local quarters.
    frequency: QUARTER_HOUR_MS,
    size: `${fileBytes - MAX_WRITE_BYTES}b`,
    // With the date in the name, a start does not continue an old file.
    dateFormat: 'yyyy-MM-dd-HHmm',
    limit: { count, removeOtherLogFiles: true },
    maxLength: MAX_WAITING_CHARACTERS,
  });
  await once(file, 'ready');
  let failing = false;
  file.on('error', (error: Error) => {
    if (!failing) onError(error);
    failing = true;
  });
  file.on('write', () => {
    failing = false;
    // The library begins the next file on `drain` only, which never comes while lines are always waiting.
    file.emit('drain');
  });
  let open = true;
  return {
    stream: {
      // After `close`, lines go to the console only.
      write(line: string) {
        if (open) file.write(line);
      },
      flushSync() {
        if (open) file.flushSync();
      },
    },
    close: async () => {
      open = false;
      const closed = once(file, 'close');
      file.end();
      await closed.catch(() => file.destroy());
    },
  };
}

/** Paths of the log files in a folder, oldest first. */
export function listLogFiles(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .flatMap((name) => {
      const { quarter, number } = NAME.exec(name)?.groups ?? {};
      return quarter === undefined ? [] : [{ name, quarter, number: Number(number) }];
    })
    .sort((a, b) => a.quarter.localeCompare(b.quarter) || a.number - b.number)
    .map(({ name }) => join(directory, name));
}

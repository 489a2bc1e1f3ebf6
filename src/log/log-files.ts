import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import roll from 'pino-roll';

const QUARTER_HOUR_MS = 15 * 60_000;
/** What a disk that is stuck or full may keep waiting; lines beyond it are only on the console. */
const MAX_WAITING_CHARACTERS = 16 * 2 ** 20;

/** What is written at once: the library looks at the size of a file afterwards. */
const MAX_WRITE_BYTES = 16_384;
/** A file is worth having from this size on. */
const MIN_FILE_BYTES = 65_536;

const NAME = /^exchange\.(?<quarter>\d{4}-\d{2}-\d{2}-\d{4})\.(?<number>\d+)\.log$/;

interface LogFilesOptions {
  readonly directory: string;
  /** Of this many files, the oldest are removed when a new one is begun. */
  readonly keep: number;
  /** All of them together. */
  readonly maxBytes: number;
  /** Once for each time that the files cannot be written, however long it lasts. */
  readonly onError: (error: Error) => void;
}

export interface LogFiles {
  readonly stream: { write(line: string): void; flushSync(): void };
  /** Writes what is waiting. Never fails: by then there is nobody left to tell. */
  close(): Promise<void>;
}

/**
 * Files `exchange.<date>-<time>.<number>.log`, one for each quarter of an hour, by its beginning, and another one when that is
 * full. A start in the same quarter goes on with its file.
 *
 * @throws Error of the file system when they cannot be written at all.
 */
export async function openLogFiles({
  directory,
  keep,
  maxBytes,
  onError,
}: LogFilesOptions): Promise<LogFiles> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  // A file is begun before the oldest is removed.
  const fileBytes = Math.max(MIN_FILE_BYTES, Math.floor(maxBytes / (keep + 1)));
  const count = Math.min(keep, Math.floor(maxBytes / fileBytes) - 1);
  const file = await roll({
    file: join(directory, 'exchange.log'),
    // Only for the owner: they say who trades.
    mode: 0o600,
    // Every time zone is whole quarters away from UTC, so these are the quarters of the local clock.
    frequency: QUARTER_HOUR_MS,
    size: `${fileBytes - MAX_WRITE_BYTES}b`,
    // With the date in the name, a start never goes on with a file of long ago.
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
    // The library begins the next file when everything is written, which it never is while much is logged.
    file.emit('drain');
  });
  let open = true;
  return {
    stream: {
      // What is logged after the end is only on the console.
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

/** Paths of the log files in a folder, the oldest first. */
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

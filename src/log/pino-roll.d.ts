// The library comes without types; these are of what is used here.
declare module 'pino-roll' {
  import type { destination } from 'pino';

  interface RollOptions {
    /** Path of the files, without the date and number that are added to it. */
    readonly file: string;
    /** Of new files. */
    readonly mode: number;
    /** Milliseconds; a new file is begun at every multiple of it since 1970. */
    readonly frequency: number;
    /** Of one file, as in `65536b`; the next line begins another one. */
    readonly size: string;
    /** Of date-fns, in local time. */
    readonly dateFormat: string;
    readonly limit: { readonly count: number; readonly removeOtherLogFiles: boolean };
    /** Characters that may wait to be written; lines beyond it are dropped. */
    readonly maxLength: number;
  }

  export default function roll(options: RollOptions): Promise<ReturnType<typeof destination>>;
}

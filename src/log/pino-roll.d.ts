// The library has no types. These cover what we use.
declare module 'pino-roll' {
  import type { destination } from 'pino';

  interface RollOptions {
    /** Path of the files, without the date and number that the library adds. */
    readonly file: string;
    /** Permissions of new files. */
    readonly mode: number;
    /** Milliseconds. A new file begins at every multiple since 1970. */
    readonly frequency: number;
    /** Maximum size of a file, such as `65536b`. A further line begins the next file. */
    readonly size: string;
    /** Format of date-fns, in local time. */
    readonly dateFormat: string;
    readonly limit: { readonly count: number; readonly removeOtherLogFiles: boolean };
    /** Maximum number of characters that wait to be written. Further lines are dropped. */
    readonly maxLength: number;
  }

  export default function roll(options: RollOptions): Promise<ReturnType<typeof destination>>;
}

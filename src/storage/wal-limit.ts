/** Maximum size of a database's write-ahead log. A larger one slows down every reader, and the next start. */
export const MAX_WAL_BYTES = 16 * 2 ** 20;

/** For a connection that writes: SQLite truncates a log above the maximum when it restarts the log. */
export const LIMIT_WAL = `PRAGMA journal_size_limit = ${MAX_WAL_BYTES}`;

/** SQLite's default page size. */
export const PAGE_BYTES = 4_096;
/** One page with its header in the log. */
export const FRAME_BYTES = PAGE_BYTES + 24;

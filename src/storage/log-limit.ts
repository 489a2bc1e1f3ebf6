/** Each database's write-ahead log is kept below this: a log that grows is read by every reader, and by the next start. */
export const MAX_LOG_BYTES = 16 * 2 ** 20;

/** For a connection that writes: a log that grew past the bound all the same is cut when it begins anew. */
export const LIMIT_LOG = `PRAGMA journal_size_limit = ${MAX_LOG_BYTES}`;

/** SQLite's pages, unless a database chooses others, and what each takes in the log. */
export const PAGE_BYTES = 4_096;
export const FRAME_BYTES = PAGE_BYTES + 24;

/** `format_version` of `Batch` in `journal.proto`. */
export const FORMAT_VERSION = 3;

/** Latest time of a frame: nanoseconds since 1970-01-01 UTC. */
export const MAX_TIME_NS = 2n ** 64n - 1n;

/** How long a command waits for an answer. Ctrl-C ends it earlier. */
export const CALL_TIMEOUT_MS = 60_000;

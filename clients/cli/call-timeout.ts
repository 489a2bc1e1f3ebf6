/** A command waits so long for an answer: whoever has typed it can still end it before. */
export const CALL_TIMEOUT_MS = 60_000;

/**
 * Bytes in front of a message of gRPC, gRPC-Web and streams of Connect: one of flags, and four of the length of the message, the
 * highest first.
 */
export const ENVELOPE_BYTES = 5;

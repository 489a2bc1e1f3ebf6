import { refuse } from '../domain/refusal.ts';

/** Of a command that was not executed because its caller had left. */
export const STREAM_ENDED = refuse(
  'TOKEN_INVALID',
  'the stream or its session has ended; the command was not executed',
);

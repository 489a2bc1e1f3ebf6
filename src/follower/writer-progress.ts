/** `running` once it has been at the end of the journal since it was last opened. */
export const WRITER_STATES = ['running', 'catching up', 'failing'] as const;
export type WriterState = (typeof WRITER_STATES)[number];

/** How a writer is doing. */
export interface WriterProgress {
  /** The last event that is durable there. */
  readonly cursor: number;
  readonly state: WriterState;
  /** Empty unless it is failing. */
  readonly lastError: string;
  /** How often it has failed since it was started. */
  readonly failures: number;
}

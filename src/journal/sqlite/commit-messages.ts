/** Messages between the journal and its committing thread. */
export interface CommitWorkerData {
  readonly databaseFile: string;
  readonly tailFile: string;
  readonly lastSequence: number;
}

export type CommitRequest =
  | {
      readonly kind: 'append';
      readonly bytes: Uint8Array<ArrayBuffer>;
      readonly firstSequence: number;
      readonly lastSequence: number;
    }
  /** Answered once the thread has started. */
  | { readonly kind: 'start' }
  | { readonly kind: 'probe' }
  | { readonly kind: 'close' };

export type CommitAnswer =
  /** Committed. The warning is for people. */
  | { readonly kind: 'done'; readonly warning?: string }
  | { readonly kind: 'unavailable'; readonly code: string; readonly message: string }
  | { readonly kind: 'unknown'; readonly message: string };

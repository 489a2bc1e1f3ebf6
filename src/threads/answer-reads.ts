import { parentPort } from 'node:worker_threads';
import { readChecked } from '../storage/sqlite-error.ts';

export type ReadAnswer<Result> = { readonly result: Result } | { readonly failure: string };

interface Source<Request, Result> {
  /** Named in errors. */
  readonly file: string;
  read(request: Request): Result;
  /** Closes the file after a failed read. The next read opens it again, because it may have been repaired or removed. */
  reset(): void;
}

/** Runs on a reading thread, and answers its requests in order. */
export function answerReads<Request, Result>({ file, read, reset }: Source<Request, Result>): void {
  const answer = (request: Request): ReadAnswer<Result> => {
    try {
      return { result: readChecked({ file }, () => read(request)) };
    } catch (error) {
      reset();
      return { failure: error instanceof Error ? error.message : String(error) };
    }
  };
  parentPort?.on('message', (request: Request) => parentPort?.postMessage(answer(request)));
}

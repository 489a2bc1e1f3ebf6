import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Job } from '../processes/load.ts';
import type { Measured } from './meter.ts';

/** The client of a benchmark in its own process. One client loads all servers that are compared. */
export class LoadProcess {
  readonly #child: ChildProcess = fork(join(import.meta.dirname, '../processes/load.ts'));

  readonly #failed = once(this.#child, 'exit').then(([code]) => {
    throw new Error(`the client ended with ${code}`);
  });

  constructor() {
    // A client that ends without a job has nothing to report.
    this.#failed.catch(() => undefined);
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('the client has no process');
    return this.#child.pid;
  }

  /** Rejects when the client has failed, as it does at the first wrong answer. */
  async run(job: Job): Promise<Measured> {
    const answer = once(this.#child, 'message').then(([measured]): Measured => measured);
    this.#child.send(job);
    return Promise.race([answer, this.#failed]);
  }

  end(): void {
    this.#child.disconnect();
  }
}

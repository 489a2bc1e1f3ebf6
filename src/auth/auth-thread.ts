import type { MessagePort } from 'node:worker_threads';
import type { SupervisedThread } from '../threads/supervised-thread.ts';
import type { Threads } from '../threads/threads.ts';
import type { AuthWorkerStart, FromAuthWorker, ToAuthWorker } from './auth-worker-messages.ts';
import { fromCrossing } from './crossing-error.ts';

interface Options extends AuthWorkerStart {
  readonly threads: Threads;
  /** Called when the thread fails after its start. It is not restarted. */
  readonly onFailure: (cause: Error) => void;
}

/**
 * `AuthServer` on a thread of its own. End it with `close`, which waits for the password checks that run: bcrypt aborts the
 * process if its thread ends before them.
 */
export class AuthThread {
  readonly #thread: SupervisedThread<ToAuthWorker, FromAuthWorker>;

  private constructor(thread: SupervisedThread<ToAuthWorker, FromAuthWorker>) {
    this.#thread = thread;
  }

  /**
   * Resolves when gateways may attach.
   *
   * @throws as `startAuth`, or the error that ended the thread.
   */
  static async start(options: Options): Promise<AuthThread> {
    const { settings, log, exchange, threads, onFailure } = options;
    const started = Promise.withResolvers<void>();
    let onEnd = started.reject;
    const thread = threads.supervise<ToAuthWorker, FromAuthWorker>({
      name: 'auth',
      file: new URL('./auth-worker.ts', import.meta.url),
      workerData: () => undefined,
      restarts: false,
      onMessage(message) {
        if (message.kind === 'started') started.resolve();
        else started.reject(fromCrossing(message.error));
      },
      onEnd: (cause) => onEnd(cause),
    });
    thread.start();
    thread.post({ kind: 'start', settings, log, exchange }, [log, exchange]);
    try {
      await started.promise;
    } catch (error) {
      await thread.untilEnded();
      throw error;
    }
    onEnd = onFailure;
    return new AuthThread(thread);
  }

  /** Serves an `AuthClient` at the other end of this port. */
  attach(port: MessagePort): void {
    this.#thread.post({ kind: 'attach', port }, [port]);
  }

  /** Refuses the requests that wait, and closes the credentials. */
  async close(): Promise<void> {
    this.#thread.post({ kind: 'close' });
    await this.#thread.untilEnded();
  }
}

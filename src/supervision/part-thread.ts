import { MessageChannel, type MessagePort, type Transferable } from 'node:worker_threads';
import type { Config } from '../settings/config.ts';
import { GoneError, PortCalls } from '../threads/port-calls.ts';
import type { SupervisedThread } from '../threads/supervised-thread.ts';
import type { Threads } from '../threads/threads.ts';
import type { PartFunctions, PartPorts, PartWorkerData } from './part-worker.ts';
import type { ProcessOperations } from './process-operations.ts';

/** What the main thread has for all parts. */
export interface PartHost {
  readonly config: Config;
  readonly threads: Threads;
  readonly operations: ProcessOperations;
  /** Writes the lines of a thread's log. */
  readonly attachLog: (port: MessagePort) => void;
}

interface PartThreadOptions<Place> {
  /** Shown in the log, in health and in metrics. */
  readonly name: string;
  /** Entry point, which calls `runPart`. */
  readonly file: URL;
  /** As in `PartWorkerData`. */
  readonly owner?: string;
  /** What connects the part to the others, new for each start, and what of it is transferred. */
  readonly open: () => { readonly place: Place; readonly transfer: readonly Transferable[] };
  /** Whether the thread is restarted after a failure. */
  readonly restarts: boolean;
  /** How often it is asked whether it still runs, in milliseconds; tests choose a shorter time. */
  readonly pingMs?: number;
  /** Called when the thread has failed after its first start. */
  readonly onEnd: (cause: Error) => void;
}

/** How often a thread is asked whether it still runs. */
const PING_MS = 5_000;
/** Times that a thread was asked without an answer, after which it counts as stuck: longer than any collection of garbage. */
const MAX_UNANSWERED = 6;

/** A part on a worker thread of its own, as the main thread sees it. */
export class PartThread<Place, Facts> {
  readonly #host: PartHost;
  readonly #options: PartThreadOptions<Place>;
  readonly #thread: SupervisedThread<never, never>;
  #calls: PortCalls<object, PartFunctions<Place, Facts>> | undefined;
  #transfer: readonly Transferable[] = [];
  #cause: Error | undefined;
  #hasStarted = false;

  constructor(host: PartHost, options: PartThreadOptions<Place>) {
    this.#host = host;
    this.#options = options;
    this.#thread = host.threads.supervise({
      name: options.name,
      file: options.file,
      restarts: options.restarts,
      servesCallers: true,
      workerData: () => this.#open(),
      transfer: () => this.#transfer,
      onMessage: () => {},
      onEnd: (cause) => {
        this.#cause = cause;
        this.#calls?.close();
        if (this.#hasStarted) options.onEnd(cause);
      },
    });
    this.#thread.start();
  }

  /**
   * Starts the part. Its thread loads its code from the creation of this object on.
   *
   * @throws what the start of the part throws. Then the thread has ended, and is not restarted.
   */
  async start(): Promise<Facts> {
    try {
      const facts = await this.#startPart();
      this.#hasStarted = true;
      return facts;
    } catch (error) {
      await this.#thread.stop();
      throw error instanceof GoneError ? (this.#cause ?? error) : error;
    }
  }

  /**
   * Lets the part end in good order, and waits for its thread.
   *
   * @throws what the end of the part throws.
   */
  async close(): Promise<void> {
    const ended = this.#thread.untilEnded();
    try {
      await this.#calls?.ask('close');
    } catch (error) {
      if (!(error instanceof GoneError)) throw error;
    } finally {
      await ended;
    }
  }

  /** New ports for a new thread. A new thread after a failure starts its part at once. */
  #open(): PartWorkerData {
    const { name, owner = '' } = this.#options;
    const { config, operations, attachLog } = this.#host;
    const [calls, log, asked] = [new MessageChannel(), new MessageChannel(), new MessageChannel()];
    attachLog(log.port1);
    operations.attach(name, asked.port1);
    this.#calls = new PortCalls(calls.port1, {}, { other: `the thread ${name}` });
    if (this.#hasStarted) this.#startPart().catch((error: unknown) => this.#restartFailed(error));
    const ports: PartPorts = { calls: calls.port2, log: log.port2, operations: asked.port2 };
    this.#transfer = Object.values(ports);
    return { name, config, ports, owner };
  }

  /** The log says why, and the thread is restarted again. */
  #restartFailed(error: unknown): void {
    const hasEnded = error instanceof GoneError;
    if (!hasEnded && error instanceof Error) this.#thread.fail(error);
  }

  async #startPart(): Promise<Facts> {
    const calls = this.#calls;
    if (calls === undefined) throw new Error('there is no thread');
    const { place, transfer } = this.#options.open();
    const facts = await calls.askAndGive(transfer, 'start', place);
    if (this.#options.restarts) this.#watch(calls);
    return facts;
  }

  /** Ends the thread if it is stuck, so that another one takes its place. */
  #watch(calls: PortCalls<object, PartFunctions<Place, Facts>>): void {
    const { pingMs = PING_MS } = this.#options;
    let unanswered = 0;
    const timer = setInterval(() => {
      if (unanswered === MAX_UNANSWERED) {
        const seconds = (unanswered * pingMs) / 1_000;
        this.#thread.fail(new Error(`it was stuck: it has not answered for ${seconds} s`));
      }
      unanswered += 1;
      calls.ask('ping').then(
        () => {
          unanswered = 0;
        },
        () => clearInterval(timer),
      );
    }, pingMs);
    timer.unref();
  }
}

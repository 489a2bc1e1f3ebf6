import type { MessagePort } from 'node:worker_threads';
import type { Config } from '../settings/config.ts';
import { createLogger, type Logger } from './logger.ts';

/** Characters that may wait while the main thread is busy. Further lines are dropped, and counted. */
const MAX_WAITING_CHARACTERS = 4 * 2 ** 20;

export interface ThreadLog {
  readonly logger: Logger;
  /** Resolves when the main thread has taken all lines. Call it last. */
  flush(): Promise<void>;
}

/**
 * Opens the log of a worker thread. Its lines are finished here, and written by the main thread.
 *
 * @param port its other end is for `takeLines`.
 */
export function openThreadLog(config: Pick<Config, 'logLevel'>, port: MessagePort): ThreadLog {
  const lines = new SentLines(port, (count) =>
    logger.error({ lines: count }, 'lines of the log were dropped, because the main thread was busy'),
  );
  const logger = createLogger(config, lines);
  return { logger, flush: () => lines.flush() };
}

/** One message is under way at a time. Meanwhile, lines wait for the next one. */
class SentLines {
  readonly #port: MessagePort;
  readonly #onDropped: (count: number) => void;
  #lines: string[] = [];
  #characters = 0;
  #dropped = 0;
  #underWay = 0;
  #scheduled: NodeJS.Immediate | undefined;
  #flushed = Promise.withResolvers<void>();
  #isClosed = false;

  constructor(port: MessagePort, onDropped: (count: number) => void) {
    this.#port = port;
    this.#onDropped = onDropped;
    const send = () => this.flushSync();
    // A thread that ends by a fault runs no further turn.
    process.on('exit', send);
    port.on('message', () => this.#taken());
    port.on('close', () => {
      process.off('exit', send);
      this.#isClosed = true;
      this.#flushed.resolve();
    });
    port.unref();
  }

  write(line: string): void {
    if (this.#characters + line.length > MAX_WAITING_CHARACTERS) {
      this.#dropped += 1;
      return;
    }
    this.#lines.push(line);
    this.#characters += line.length;
    if (this.#underWay === 0) this.#scheduled ??= setImmediate(() => this.flushSync());
  }

  /** Sends the lines that wait. The logger also calls this after a fatal error. */
  flushSync(): void {
    clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    if (this.#lines.length === 0) return;
    this.#port.postMessage(this.#lines);
    this.#underWay += 1;
    this.#lines = [];
    this.#characters = 0;
  }

  async flush(): Promise<void> {
    this.flushSync();
    if (this.#underWay === 0 || this.#isClosed) return;
    this.#port.ref();
    await this.#flushed.promise;
    this.#port.unref();
  }

  #taken(): void {
    this.#underWay -= 1;
    if (this.#dropped > 0) {
      const count = this.#dropped;
      this.#dropped = 0;
      this.#onDropped(count);
    }
    if (this.#underWay > 0) return;
    this.flushSync();
    if (this.#underWay > 0) return;
    this.#flushed.resolve();
    this.#flushed = Promise.withResolvers();
  }
}

import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { CoreMemory, LinkMemory } from '../link/link-memory.ts';
import { type PartHost, PartThread } from '../supervision/part-thread.ts';
import { PortCalls } from '../threads/port-calls.ts';
import type { Core, CoreFacts } from './core.ts';

/** Functions of the core that the main thread calls. */
export interface CoreFunctions {
  attach(id: number, memory: LinkMemory): void;
  detach(id: number): void;
  stop(): Promise<void>;
}

/** What connects the core's thread to the others. */
export interface CorePlace {
  readonly memory: CoreMemory;
  /** The other end calls `CoreFunctions`. */
  readonly functions: MessagePort;
}

/**
 * The core on a thread of its own. It is not restarted: only a start of the process can read in which state the journal was left.
 */
export class CoreThread {
  readonly #thread: PartThread<CorePlace, CoreFacts>;
  readonly #calls: PortCalls<object, CoreFunctions>;

  constructor(host: PartHost, memory: CoreMemory, onEnd: (cause: Error) => void) {
    const { port1, port2 } = new MessageChannel();
    this.#calls = new PortCalls(port1, {}, { other: 'the thread core' });
    this.#thread = new PartThread(host, {
      name: 'core',
      file: new URL('./core-worker.ts', import.meta.url),
      open: () => ({ place: { memory, functions: port2 }, transfer: [port2] }),
      restarts: false,
      onEnd,
    });
  }

  /** @throws as `startCore`. */
  async start(): Promise<Core> {
    const facts = await this.#thread.start();
    return {
      facts,
      attach: (id, link) => this.attach(id, link),
      detach: (id) => this.detach(id),
      stop: () => this.stop(),
      close: () => this.close(),
    };
  }

  /** As `Core.attach`. The core serves the thread once it has started. */
  attach(id: number, link: LinkMemory): void {
    this.#calls.tell('attach', id, link);
  }

  /** As `Core.detach`. */
  detach(id: number): void {
    this.#calls.tell('detach', id);
  }

  /** As `Core.stop`. */
  stop(): Promise<void> {
    return this.#calls.ask('stop');
  }

  close(): Promise<void> {
    return this.#thread.close();
  }
}

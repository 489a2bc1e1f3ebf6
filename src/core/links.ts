import { type CoreMemory, type LinkMemory, linkMemory } from '../link/link-memory.ts';
import type { Core } from './core.ts';

/** A connection of one thread to the core. */
export interface Link {
  readonly memory: LinkMemory;
  /** The thread has ended. What it sent and what waits for places is not executed. */
  close(): void;
}

/** Opens connections to the core. */
export class Links {
  readonly #core: Pick<Core, 'attach' | 'detach'>;
  readonly #memory: CoreMemory;
  #lastId = 0;

  constructor(core: Pick<Core, 'attach' | 'detach'>, memory: CoreMemory) {
    this.#core = core;
    this.#memory = memory;
  }

  open(): Link {
    const id = ++this.#lastId;
    const memory = linkMemory(this.#memory);
    this.#core.attach(id, memory);
    return { memory, close: () => this.#core.detach(id) };
  }
}

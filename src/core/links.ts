import { type CoreMemory, type LinkMemory, linkMemory } from '../link/link-memory.ts';
import type { Core } from './core.ts';

/** The links of the core to the threads that send commands. */
export class Links {
  readonly #core: Pick<Core, 'attach' | 'detach'>;
  readonly #memory: CoreMemory;
  #lastId = 0;

  constructor(core: Pick<Core, 'attach' | 'detach'>, memory: CoreMemory) {
    this.#core = core;
    this.#memory = memory;
  }

  open(): LinkMemory {
    this.#lastId += 1;
    const link = linkMemory(this.#memory);
    this.#core.attach(this.#lastId, link);
    return link;
  }
}

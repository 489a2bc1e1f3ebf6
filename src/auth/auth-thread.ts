import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { LinkMemory } from '../link/link-memory.ts';
import { type PartHost, PartThread } from '../supervision/part-thread.ts';
import { PortCalls } from '../threads/port-calls.ts';
import type { AuthPart } from './auth-part.ts';

/** Functions of sessions and passwords that the main thread calls. */
export interface AuthFunctions {
  attach(port: MessagePort): void;
}

/** What connects the thread of sessions and passwords to the others. */
export interface AuthPlace {
  readonly link: LinkMemory;
  /** The other end calls `AuthFunctions`. */
  readonly functions: MessagePort;
}

/**
 * Sessions and passwords on a thread of their own. It is not restarted: gateways could not tell which sessions have ended meanwhile.
 */
export class AuthThread {
  readonly #thread: PartThread<AuthPlace, AuthPart['facts']>;
  readonly #calls: PortCalls<object, AuthFunctions>;

  #link: LinkMemory | undefined;

  constructor(host: PartHost, onEnd: (cause: Error) => void) {
    const { port1, port2 } = new MessageChannel();
    this.#calls = new PortCalls(port1, {}, { other: 'the thread auth' });
    this.#thread = new PartThread(host, {
      name: 'auth',
      file: new URL('./auth-worker.ts', import.meta.url),
      open: () => {
        if (this.#link === undefined) throw new Error('there is no link to the core');
        return { place: { link: this.#link, functions: port2 }, transfer: [port2] };
      },
      restarts: false,
      onEnd,
    });
  }

  /** @throws as `startAuthPart`. */
  async start(link: LinkMemory): Promise<AuthPart> {
    this.#link = link;
    return {
      facts: await this.#thread.start(),
      attach: (port) => this.#calls.give([port], 'attach', port),
      close: () => this.close(),
    };
  }

  close(): Promise<void> {
    return this.#thread.close();
  }
}

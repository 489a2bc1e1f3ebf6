import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { type PartHost, PartThread } from '../supervision/part-thread.ts';
import { PortCalls } from '../threads/port-calls.ts';
import type { Gateway, GatewayPlace } from './gateway.ts';

/** Functions of the main thread that a gateway calls. */
export interface MainForGateway {
  /** Stops the core; resolves when every accepted command has its reply. */
  stopCore(): Promise<void>;
}

export interface GatewayThreadPlace extends GatewayPlace {
  /** The other end answers for `MainForGateway`. */
  readonly main: MessagePort;
}

interface GatewayThreadOptions {
  readonly name: string;
  /** Comes before the names of the threads that it starts; empty for the only gateway. */
  readonly owner: string;
  /** Connects it to the others, anew for each start. */
  readonly openPlace: () => GatewayPlace;
  /** Called when the thread has failed, before it is started again. */
  readonly onEnd: (cause: Error) => void;
  readonly main: MainForGateway;
}

/** A gateway on a thread of its own. It is started again when it fails: its callers connect again, and resume. */
export class GatewayThread {
  readonly #thread: PartThread<GatewayThreadPlace, Gateway['facts']>;

  constructor(host: PartHost, { name, owner, openPlace, onEnd, main }: GatewayThreadOptions) {
    this.#thread = new PartThread(host, {
      name,
      file: new URL('./gateway-worker.ts', import.meta.url),
      owner,
      open() {
        const { port1, port2 } = new MessageChannel();
        new PortCalls<MainForGateway, object>(port1, main, { other: `the thread ${name}` });
        const place = openPlace();
        return { place: { ...place, main: port2 }, transfer: [port2, place.auth] };
      },
      restarts: true,
      onEnd,
    });
  }

  /** @throws as `startGateway`. */
  start(): Promise<Gateway['facts']> {
    return this.#thread.start();
  }

  close(): Promise<void> {
    return this.#thread.close();
  }
}

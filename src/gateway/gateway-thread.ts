import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { type PartHost, PartThread } from '../supervision/part-thread.ts';
import { GoneError, PortCalls } from '../threads/port-calls.ts';
import type { Gateway, GatewayPlace, MainForGateway } from './gateway.ts';

/** Functions of a gateway that the main thread calls for another gateway. */
export interface GatewayForMain {
  /** As `ChangeElsewhere`. */
  changeStream(request: Uint8Array): Promise<boolean>;
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
  #calls: PortCalls<MainForGateway, GatewayForMain> | undefined;

  constructor(host: PartHost, { name, owner, openPlace, onEnd, main }: GatewayThreadOptions) {
    this.#thread = new PartThread(host, {
      name,
      file: new URL('./gateway-worker.ts', import.meta.url),
      owner,
      open: () => {
        const { port1, port2 } = new MessageChannel();
        this.#calls = new PortCalls(port1, main, { other: `the thread ${name}` });
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

  /** As `ChangeElsewhere`. */
  async changeStream(request: Uint8Array): Promise<boolean> {
    try {
      return (await this.#calls?.ask('changeStream', request)) ?? false;
    } catch (error) {
      if (error instanceof GoneError) return false;
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#thread.close();
  }
}

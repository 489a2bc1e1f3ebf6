import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { Random } from '../../clients/demo/random.ts';
import { freeUdpPort } from './multicast-settings.ts';

interface Group {
  readonly MCAST_GROUP: string;
  readonly MCAST_PORT: string;
  readonly MCAST_INTERFACE: string;
}

/** A bad network between the exchange and a listener. It loses some datagrams, and delivers others twice or late. */
export class LossyRelay {
  readonly port: number;
  lost = 0;
  readonly #socket: Socket;

  private constructor(socket: Socket, port: number) {
    this.#socket = socket;
    this.port = port;
  }

  static async open(
    { MCAST_GROUP, MCAST_PORT, MCAST_INTERFACE }: Group,
    lossPercent: number,
  ): Promise<LossyRelay> {
    const socket = createSocket({ type: 'udp4', reuseAddr: true });
    const relay = new LossyRelay(socket, await freeUdpPort());
    const random = new Random(5);
    let late: Buffer | undefined;
    const pass = (payload: Buffer) => socket.send(payload, relay.port, MCAST_GROUP);
    socket.on('message', (payload) => {
      if (random.chance(lossPercent)) {
        relay.lost += 1;
      } else if (late === undefined && random.chance(10)) {
        late = payload;
      } else {
        pass(payload);
        if (random.chance(10)) pass(payload);
        if (late !== undefined) pass(late);
        late = undefined;
      }
    });
    socket.bind(Number(MCAST_PORT), MCAST_GROUP);
    await once(socket, 'listening');
    socket.addMembership(MCAST_GROUP, MCAST_INTERFACE);
    socket.setMulticastInterface(MCAST_INTERFACE);
    socket.setMulticastTTL(0);
    return relay;
  }

  close(): void {
    this.#socket.close();
  }
}

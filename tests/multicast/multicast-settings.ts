import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** Settings of a new multicast group on this machine only. */
export async function multicastSettings() {
  return {
    MCAST_GROUP: '239.255.77.1',
    MCAST_PORT: String(await freeUdpPort()),
    MCAST_INTERFACE: '127.0.0.1',
    MCAST_TTL: '0',
    MCAST_HEARTBEAT_MS: '50',
  };
}

export async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type Check, failed, ok } from './check.ts';

const PATIENCE_MS = 1_000;

/** Sends a datagram to the group on a port of its own, and waits for it: listeners of the exchange do not hear it. */
export const multicast: Check = {
  name: 'multicast',
  isNeeded: ({ writers }) => writers.includes('multicast'),
  async look({ mcastGroup, mcastInterface, mcastTtl }) {
    const socket = createSocket({ type: 'udp4', reuseAddr: true });
    try {
      socket.bind(0);
      await once(socket, 'listening');
      socket.addMembership(mcastGroup, mcastInterface || undefined);
      if (mcastInterface !== '') socket.setMulticastInterface(mcastInterface);
      socket.setMulticastTTL(mcastTtl);
      const heard = once(socket, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) });
      socket.send('redleaf doctor', socket.address().port, mcastGroup);
      await heard;
      return ok(`datagrams to ${mcastGroup} come back`);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
      return failed(
        `datagrams to ${mcastGroup} do not come back${code}`,
        'enable multicast on the network interface, or set MCAST_INTERFACE to another one',
      );
    } finally {
      socket.close();
    }
  },
};

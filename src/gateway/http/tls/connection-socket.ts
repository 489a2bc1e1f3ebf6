import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** The TCP socket below a TLS socket, or the socket itself. Every layer of the server emits `connection` for the same TCP socket. */
export function connectionSocket(socket: Socket): Socket {
  if (!(socket instanceof TLSSocket)) return socket;
  const parent: unknown = Reflect.get(socket, '_parent');
  if (!(parent instanceof Socket)) throw new Error('this version of Node does not have TLSSocket._parent');
  return parent;
}

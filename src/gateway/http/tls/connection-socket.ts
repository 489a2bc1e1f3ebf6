import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** The TCP connection that a socket is, or that it encrypts: each layer of the server announces the same connection. */
export function connectionSocket(socket: Socket): Socket {
  if (!(socket instanceof TLSSocket)) return socket;
  const parent: unknown = Reflect.get(socket, '_parent');
  if (!(parent instanceof Socket)) throw new Error('node keeps the connection of a TLS socket elsewhere now');
  return parent;
}

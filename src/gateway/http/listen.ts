import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

interface Place {
  readonly host: string;
  readonly port: number;
  /** Whether several servers listen, and the system distributes connections among them. */
  readonly sharesPort: boolean;
}

/** @throws Error that says why the server cannot listen, and what to do. */
export async function listen(server: Server, { host, port, sharesPort }: Place): Promise<void> {
  server.listen({ host, port, reusePort: sharesPort });
  await once(server, 'listening').catch((error: unknown) => {
    throw listenError(error, { host, port });
  });
}

/**
 * Checks that a port is free. Another exchange may share it, and the system would distribute connections among both.
 *
 * @throws as `listen`.
 */
export async function requireFreePort(host: string, port: number): Promise<void> {
  const server = createServer();
  await listen(server, { host, port, sharesPort: false });
  server.close();
  await once(server, 'close');
}

function listenError(cause: unknown, { host, port }: Pick<Place, 'host' | 'port'>): unknown {
  if (!(cause instanceof Error && 'code' in cause)) return cause;
  switch (cause.code) {
    case 'EADDRINUSE':
      return new Error(
        `port ${port} of ${host} is in use; stop the program that uses it, or choose another port with PORT`,
        { cause },
      );
    case 'EACCES':
      return new Error(
        `port ${port} needs rights that this user does not have; choose one above 1023 with PORT`,
        { cause },
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new Error(`${host} is no address of this machine; choose another with HOST`, { cause });
    case 'ENOTSUP':
      return new Error('this system cannot share a port among threads; set GATEWAYS=1', { cause });
    default:
      return cause;
  }
}

import { isIPv6 } from 'node:net';
import { readEnvironment } from '../../src/settings/environment.ts';

const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_PORT = '8000';

/** Addresses that mean all of this machine to a server, as URLs have them. A client finds it on the loopback address. */
const LOOPBACK_OF_ALL: Readonly<Record<string, string>> = { '0.0.0.0': DEFAULT_HOST, '[::]': '[::1]' };

/** Where the exchange is when no option says so: where the same settings would have `redleaf serve` listen. */
export function defaultUrl({ REDLEAF_URL, API_URL, HOST, PORT, TLS_CERT } = readEnvironment()): string {
  // Port 0 lets the exchange choose, and then it prints its address.
  const port = PORT === undefined || PORT === '' || PORT === '0' ? DEFAULT_PORT : PORT;
  const scheme = TLS_CERT ? 'https' : 'http';
  return REDLEAF_URL || API_URL || `${scheme}://${hostOf(HOST || DEFAULT_HOST)}:${port}`;
}

function hostOf(listening: string): string {
  const host = isIPv6(listening) ? `[${listening}]` : listening;
  // The URL has each address in one spelling.
  const spelled = URL.parse(`http://${host}`)?.hostname ?? host;
  return LOOPBACK_OF_ALL[spelled] ?? spelled;
}

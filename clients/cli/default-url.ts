import { readEnvironment } from '../../src/environment.ts';

const DEFAULT_PORT = '8000';

/** Where the exchange is when no option says so: where the same settings would have `redleaf serve` listen. */
export function defaultUrl({ REDLEAF_URL, API_URL, PORT } = readEnvironment()): string {
  // Port 0 lets the exchange choose, and then it prints its address.
  const port = PORT === undefined || PORT === '' || PORT === '0' ? DEFAULT_PORT : PORT;
  return REDLEAF_URL || API_URL || `http://127.0.0.1:${port}`;
}

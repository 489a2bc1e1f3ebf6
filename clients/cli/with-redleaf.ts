import { connectRedleaf, type Redleaf } from '@redleaf/client';
import { CALL_TIMEOUT_MS } from './call-timeout.ts';
import type { GlobalOptions } from './global-options.ts';
import { Output } from './output.ts';
import { partiesLoggedIn, readSession } from './session-file.ts';
import { UsageError } from './usage-error.ts';

/** Connects with the token given or stored, does the work, and hangs up. */
export async function withRedleaf<Result>(
  options: GlobalOptions,
  work: (redleaf: Redleaf, output: Output) => Promise<Result>,
): Promise<Result> {
  const token = options.token ?? (await storedToken(options));
  const redleaf = connectRedleaf({ url: options.url, token, timeoutMs: CALL_TIMEOUT_MS });
  try {
    return await work(redleaf, new Output(options.json));
  } finally {
    redleaf.close();
  }
}

/** Undefined without a login, which is enough to see the market. */
async function storedToken({ url, as }: GlobalOptions): Promise<string | undefined> {
  const session = await readSession(url, as);
  if (session !== undefined || as === undefined) return session?.token;
  const others = await partiesLoggedIn(url);
  const hint = others.length === 0 ? '' : ` (logged in: ${others.join(', ')})`;
  throw new UsageError(`${as} is not logged in at ${url}${hint}; log in with 'redleaf login ${as}'`);
}

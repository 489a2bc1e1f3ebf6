import { connectRedleaf, type Redleaf } from '@redleaf/client';
import type { GlobalOptions } from './global-options.ts';
import { Output } from './output.ts';
import { readSession } from './session-file.ts';

/** Connects with the token given or stored, does the work, and hangs up. */
export async function withRedleaf<Result>(
  options: GlobalOptions,
  work: (redleaf: Redleaf, output: Output) => Promise<Result>,
): Promise<Result> {
  const token = options.token ?? (await readSession(options.url))?.token;
  const redleaf = connectRedleaf({ url: options.url, token });
  try {
    return await work(redleaf, new Output(options.json));
  } finally {
    redleaf.close();
  }
}

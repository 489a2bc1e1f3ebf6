import { RedleafError } from '@redleaf/client';
import pRetry from 'p-retry';
import { BACKOFF } from '../typescript/reconnect.ts';

/** What a read answers, asked again while the connection is lost. Undefined when the signal comes first. */
export async function readAgain<Answer>(
  read: () => Promise<Answer>,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  const shouldRetry = ({ error }: { readonly error: Error }) => RedleafError.from(error).isConnectionLost;
  try {
    return await pRetry(read, { ...BACKOFF, signal, shouldRetry });
  } catch (thrown) {
    if (signal.aborted) return undefined;
    throw thrown;
  }
}

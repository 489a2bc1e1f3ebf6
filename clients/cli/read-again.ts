import { persistently } from '../typescript/reconnect.ts';

/** What a read answers, asked again while the connection is lost. Undefined when the signal comes first. */
export async function readAgain<Answer>(
  read: () => Promise<Answer>,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  try {
    return await persistently(read, { signal });
  } catch (thrown) {
    if (signal.aborted) return undefined;
    throw thrown;
  }
}

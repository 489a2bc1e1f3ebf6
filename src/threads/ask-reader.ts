import { RefusedError, refuse } from '../domain/refusal.ts';
import type { AnsweringThread } from './answering-thread.ts';

/**
 * Sends a request to a thread that reads from the disk. The thread's own failure is logged once, not for each caller.
 *
 * @throws RefusedError HISTORY_UNAVAILABLE while the thread is restarting.
 */
export async function askReader<Request, Answer>(
  thread: AnsweringThread<Request, Answer>,
  request: Request,
): Promise<Answer> {
  try {
    return await thread.ask(request);
  } catch {
    throw new RefusedError(
      refuse(
        'HISTORY_UNAVAILABLE',
        'the thread that reads from the disk is restarting: try again after some seconds',
      ),
    );
  }
}

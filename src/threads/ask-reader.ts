import { RefusedError, refuse } from '../domain/refusal.ts';
import type { AnsweringThread } from './answering-thread.ts';

/**
 * Asks a thread that reads from the disk. That it has ended is in the log already, once for all who ask.
 *
 * @throws RefusedError HISTORY_UNAVAILABLE while the thread is being started again.
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

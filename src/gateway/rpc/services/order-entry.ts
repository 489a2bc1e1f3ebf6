import type { HandlerContext, ServiceImpl } from '@connectrpc/connect';
import type { OrderEntryRequest, OrderService } from '../../../../gen/redleaf/v1/order_service_pb.ts';
import type { AuthClient } from '../../../auth/auth-client.ts';
import type { Reply } from '../../../domain/command.ts';
import type { AnswerQueue } from '../answer-queue.ts';
import { callerOf, sessionSignalOf } from '../caller.ts';
import { fromReplies } from '../convert-responses.ts';
import type { OrderStreams } from '../order-streams.ts';
import { submitFrame } from '../submit-frame.ts';

/**
 * Frames are submitted as they arrive, before the previous ones are durable, and answered in the same order. If the caller
 * sends faster than the journal commits, the bound on commands in flight pauses the reading, and flow control stops the caller.
 */
export function orderEntry(
  streams: OrderStreams,
  auth: AuthClient,
): ServiceImpl<typeof OrderService>['orderEntry'] {
  return async function* answerFrames(frames: AsyncIterable<OrderEntryRequest>, context: HandlerContext) {
    const signal = sessionSignalOf(context, auth);
    const { partyNumber } = callerOf(context).party;
    const answers = streams.openAnswers(partyNumber);
    try {
      void readFrames(frames, answers, signal, (frame) => submitFrame(frame, partyNumber, streams, signal));
      for (;;) {
        const replies = await answers.next();
        if (replies === undefined) break;
        yield fromReplies(replies, streams.epoch);
      }
    } finally {
      answers.abandon();
    }
    signal.throwIfAborted();
  };
}

/** Never rejects: the queue reports the end of the reading, after the pending answers. */
async function readFrames(
  frames: AsyncIterable<OrderEntryRequest>,
  answers: AnswerQueue<readonly Reply[]>,
  signal: AbortSignal,
  submit: (frame: OrderEntryRequest) => Promise<readonly Reply[]>,
): Promise<void> {
  const stop = () => answers.end();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const frame of frames) {
      if (signal.aborted) break;
      answers.add(submit(frame), frame.commands.length);
      if (!(await answers.room())) break;
    }
    answers.end();
  } catch (error) {
    answers.fail(error);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

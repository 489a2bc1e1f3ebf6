import type { HandlerContext, ServiceImpl } from '@connectrpc/connect';
import type { OrderEntryRequest, OrderService } from '../../../../gen/redleaf/v1/order_service_pb.ts';
import type { AuthClient } from '../../../auth/auth-client.ts';
import type { Reply } from '../../../domain/command.ts';
import type { AnswerQueue } from '../answer-queue.ts';
import { callerOf, sessionSignalOf } from '../caller.ts';
import type { CommandTurns } from '../command-turns.ts';
import { fromReplies } from '../convert-responses.ts';
import { FrameSubmission } from '../frame-submission.ts';
import type { OrderStreams } from '../order-streams.ts';

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
    const { answers, submitting, answering } = streams.open(partyNumber);
    const begin = (frame: OrderEntryRequest) => new FrameSubmission(frame, partyNumber, streams, signal);
    try {
      void readFrames(frames, answers, submitting, signal, begin);
      for (;;) {
        const replies = await answers.next();
        if (replies === undefined) break;
        await answering.takeInTurn(replies.length);
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
  submitting: CommandTurns,
  signal: AbortSignal,
  begin: (frame: OrderEntryRequest) => FrameSubmission,
): Promise<void> {
  const stop = () => answers.end();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const frame of frames) {
      if (signal.aborted) break;
      const submission = begin(frame);
      answers.add(submission.replies, submission.commandCount);
      await submitInTurns(submission, submitting, signal);
      if (!(await answers.room())) break;
    }
    answers.end();
  } catch (error) {
    answers.fail(error);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function submitInTurns(
  submission: FrameSubmission,
  submitting: CommandTurns,
  signal: AbortSignal,
): Promise<void> {
  try {
    while (submission.nextCount > 0) {
      const count = submission.nextCount;
      await submitting.takeInTurn(count);
      if (signal.aborted) break;
      submitting.hold(count, submission.submitNext());
    }
  } finally {
    submission.abandon();
  }
}

import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { type OrderEntryRequest, OrderEntryRequestSchema } from '../../../gen/redleaf/v1/order_service_pb.ts';
import type { Command, Reply } from '../../../src/domain/command.ts';
import { FrameSubmission } from '../../../src/gateway/rpc/frame-submission.ts';

const PARTY = 7;
const SIGNAL = new AbortController().signal;

/** A frame that cancels orders by their ids; 0 for a wrong command. */
function cancels(orderIds: readonly number[]): OrderEntryRequest {
  return create(OrderEntryRequestSchema, {
    commands: orderIds.map((orderId) => {
      const reference = { case: 'orderId' as const, value: BigInt(orderId) };
      return { command: { case: 'cancel' as const, value: { order: { reference } } } };
    }),
  });
}

function idsFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

/** Answers each command with the order that it is about. */
function streams() {
  const calls: Command[][] = [];
  return {
    calls,
    exchange: {
      async submitInTurn(commands: readonly Command[]): Promise<readonly Reply[]> {
        calls.push([...commands]);
        return commands.map((command) => ({
          kind: 'refused' as const,
          reason: 'UNKNOWN_ORDER' as const,
          message: command.kind === 'cancel' && 'orderId' in command.order ? `${command.order.orderId}` : '?',
        }));
      },
    },
    rates: { take: () => undefined },
  };
}

function messagesOf(replies: readonly Reply[]): string[] {
  return replies.map((reply) => (reply.kind === 'refused' ? reply.message : reply.kind));
}

describe('a frame', () => {
  it('is submitted in parts, and answered in order', async () => {
    const to = streams();
    const submission = new FrameSubmission(cancels(idsFrom(1, 1_000)), PARTY, to, SIGNAL);
    const counts: number[] = [];
    while (submission.nextCount > 0) {
      counts.push(submission.nextCount);
      submission.submitNext();
    }
    expect(counts).toEqual([128, 128, 128, 128, 128, 128, 128, 104]);
    expect(to.calls.map((commands) => commands.length)).toEqual(counts);
    expect(messagesOf(await submission.replies)).toEqual(idsFrom(1, 1_000).map(String));
  });

  it('has wrong commands refused at their places in every part', async () => {
    const to = streams();
    const ids = idsFrom(1, 300).map((id) => (id % 100 === 0 ? 0 : id));
    const submission = new FrameSubmission(cancels(ids), PARTY, to, SIGNAL);
    while (submission.nextCount > 0) submission.submitNext();
    const messages = messagesOf(await submission.replies);
    expect(messages).toHaveLength(300);
    expect(messages.filter((message, index) => message === `${index + 1}`)).toHaveLength(297);
    expect(to.calls.flat()).toHaveLength(297);
  });

  it('of a stream that ends has the rest refused', async () => {
    const to = streams();
    const submission = new FrameSubmission(cancels(idsFrom(1, 200)), PARTY, to, SIGNAL);
    submission.submitNext();
    submission.abandon();
    expect(submission.nextCount).toBe(0);
    const replies = await submission.replies;
    expect(replies).toHaveLength(200);
    expect(replies.filter((reply) => 'reason' in reply && reply.reason === 'TOKEN_INVALID')).toHaveLength(72);
    expect(to.calls.flat()).toHaveLength(128);
  });

  it('may cancel all once, in whatever parts', async () => {
    const to = streams();
    const { commands } = cancels(idsFrom(1, 298));
    const cancelAll = { command: { case: 'cancelAll' as const, value: {} } };
    const frame = create(OrderEntryRequestSchema, { commands: [cancelAll, ...commands, cancelAll] });
    const submission = new FrameSubmission(frame, PARTY, to, SIGNAL);
    while (submission.nextCount > 0) submission.submitNext();
    expect((await submission.replies).at(-1)).toMatchObject({ reason: 'FIELD_INVALID' });
    expect(to.calls.flat().filter(({ kind }) => kind === 'cancelAll')).toHaveLength(1);
  });
});

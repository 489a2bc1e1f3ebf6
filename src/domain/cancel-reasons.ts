import { CancelReason } from './order.ts';

/** The words of the API for the reasons of a cancel, which MongoDB has too. */
export const CANCEL_REASONS: Readonly<Record<string, CancelReason>> = {
  REQUESTED: CancelReason.Requested,
  IMMEDIATE_OR_CANCEL: CancelReason.ImmediateOrCancel,
  FILL_OR_KILL: CancelReason.FillOrKill,
  POST_ONLY: CancelReason.PostOnly,
  EXPIRED: CancelReason.Expired,
};

const WORDS = new Map(Object.entries(CANCEL_REASONS).map(([word, reason]) => [reason, word]));

/** @throws Error for a reason without a word. */
export function cancelReasonWord(reason: CancelReason): string {
  const word = WORDS.get(reason);
  if (word === undefined) throw new Error(`reason ${reason} of a cancel has no word`);
  return word;
}

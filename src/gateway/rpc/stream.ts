import type { Turns } from '../../admission/read-turns.ts';
import type { LogMessage } from '../../feeds/log-message.ts';
import type { Subscription } from '../../feeds/subscriptions.ts';

/** Live messages are shorter, except after sweeps. Messages of a catch-up are longer. */
export const MAX_ENTRIES_WITHOUT_TURN = 50;

/**
 * Sends the messages of a subscription until the signal aborts, and then fails with the reason of the signal: the caller has
 * left, or the server stops.
 */
export async function* stream<Item, Message>(
  subscription: Subscription<Item>,
  convert: (item: Item) => Message,
  signal: AbortSignal,
): AsyncGenerator<Message> {
  try {
    for (;;) {
      const item = await subscription.next(signal);
      if (item === undefined) break;
      yield convert(item);
    }
  } finally {
    subscription.close();
  }
  signal.throwIfAborted();
}

/** Like `stream`, for trades or executions. Long messages, as during a catch-up, are converted in turns. */
export async function* streamLog<Item extends LogMessage<unknown>, Message>(
  subscription: Subscription<Item>,
  convert: (item: Item) => Message,
  signal: AbortSignal,
  turns: Turns,
): AsyncGenerator<Message> {
  for await (const item of stream(subscription, (one) => one, signal)) {
    if (item.entries.length > MAX_ENTRIES_WITHOUT_TURN) await turns.next();
    yield convert(item);
  }
}

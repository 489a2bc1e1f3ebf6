import type { Turns } from '../../admission/read-turns.ts';
import type { LogMessage } from '../../feeds/log-message.ts';
import type { Subscription } from '../../feeds/subscriptions.ts';

/** What happens comes in shorter messages, but for sweeps; what is caught up comes in longer ones. */
const MAX_ENTRIES_WITHOUT_TURN = 50;

/**
 * Hands on what a subscription brings until the caller leaves or the server stops, and
 * then fails with the reason, which is in the signal.
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

/** The same of trades or executions: long messages, as of those who catch up, are converted in turns. */
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

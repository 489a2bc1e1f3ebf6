import type { Subscription } from '../feeds/subscriptions.ts';

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

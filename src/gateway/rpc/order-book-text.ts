import type { Turns } from '../../admission/read-turns.ts';
import type { BookSnapshot } from '../../feeds/book-message.ts';
import type { PriceLevel } from '../../feeds/depth-side.ts';

/** Levels of one turn: a third of a millisecond. */
const LEVELS_PER_TURN = 500;

/** A `GetOrderBookResponse` in JSON, written in turns. */
export async function orderBookText(
  { instrumentId, sequence, bids, asks }: BookSnapshot,
  turns: Turns,
): Promise<string> {
  const bidTexts = await levelTexts(bids, turns);
  const askTexts = await levelTexts(asks, turns);
  return (
    `{"orderBook":{"instrumentId":${instrumentId},"sequence":"${sequence}",` +
    `"bids":[${bidTexts.join(',')}],"asks":[${askTexts.join(',')}]}}`
  );
}

async function levelTexts(levels: readonly PriceLevel[], turns: Turns): Promise<string[]> {
  const texts: string[] = [];
  for (let start = 0; start < levels.length; start += LEVELS_PER_TURN) {
    if (start > 0) await turns.next();
    texts.push(
      levels
        .slice(start, start + LEVELS_PER_TURN)
        .map(
          ({ price, quantity, orderCount }) =>
            `{"price":"${price}","quantity":"${quantity}","orderCount":${orderCount}}`,
        )
        .join(','),
    );
  }
  return texts;
}

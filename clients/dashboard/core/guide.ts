/** The first minute of somebody who has never traded here, in the order in which it is lived. */
export type GuideStep = 'look' | 'price' | 'send' | 'watch' | 'traded' | 'gone';

/** What the user has done so far. */
export interface Done {
  readonly isLoggedIn: boolean;
  readonly hasPrice: boolean;
  /** Of the last order that was sent from this page; undefined before one was, and until it is known what became of it. */
  readonly order: { readonly isOpen: boolean; readonly hasTraded: boolean } | undefined;
}

/** The current step: the guide follows the user, and goes back after a logout or a cleared ticket. */
export function guideStep({ isLoggedIn, hasPrice, order }: Done): GuideStep {
  if (!isLoggedIn) return 'look';
  if (order === undefined) return hasPrice ? 'send' : 'price';
  if (order.isOpen) return 'watch';
  return order.hasTraded ? 'traded' : 'gone';
}

interface GuideText {
  /** Of `GUIDE_STEPS`. */
  readonly number: number;
  readonly title: string;
  readonly text: string;
  /** Where a phone has it. */
  readonly phonePage: 'Market' | 'Trade' | 'Orders';
}

export const GUIDE_STEPS = 4;

export const GUIDE_TEXTS: Readonly<Record<GuideStep, GuideText>> = {
  look: {
    phonePage: 'Market',
    number: 1,
    title: 'A live market',
    text: 'Bots trade here, with play money. The order book has the prices of sellers above and of buyers below, with how much each offers. The chart shows what was traded.',
  },
  price: {
    phonePage: 'Market',
    number: 2,
    title: 'Choose a price',
    text: 'Click a price in the order book, or type one into the ticket. A buy at the price of a seller trades at once; at the price of a buyer it waits.',
  },
  send: {
    phonePage: 'Trade',
    number: 3,
    title: 'Choose a quantity, and send',
    text: 'Type a quantity or take a percentage. The ticket shows the cost and the position after it. Its last button shows the order once more, and Send sends it.',
  },
  watch: {
    phonePage: 'Orders',
    number: 4,
    title: 'Your order is in the market',
    text: 'The order book marks it at its price until somebody trades with it. Open orders has a button that cancels it; Shift C cancels all of this instrument.',
  },
  traded: {
    phonePage: 'Orders',
    number: 4,
    title: 'You have traded',
    text: 'Fills lists the trade. Positions has what you hold, and what it has earned since. That is all: ? shows the keys.',
  },
  gone: {
    phonePage: 'Orders',
    number: 4,
    title: 'Nothing is left in the market',
    text: 'The order is canceled, and Order history keeps it. That is all: ? shows the keys.',
  },
};

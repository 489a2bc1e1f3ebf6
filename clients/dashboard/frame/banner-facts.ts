import type { Instrument } from '../../../gen/redleaf/v1/instrument_pb.ts';
import type { Statistics } from '../../../gen/redleaf/v1/market_data_pb.ts';
import { groupedText, percentText, shortText, signedText } from '../core/decimal.ts';

export interface BannerFact {
  readonly name: string;
  readonly text: string;
  /** In full, where the text is short. */
  readonly title?: string;
}

export interface BannerFacts {
  /** 0 while nothing has traded. */
  readonly last: number;
  readonly lastText: string;
  readonly changeText: string;
  readonly changeSign: number;
  readonly others: readonly BannerFact[];
}

const NOTHING = '–';

/** How an instrument stands, in the order of the banner. */
export function bannerFacts(
  statistics: Statistics | undefined,
  { priceScale, quantityScale }: Pick<Instrument, 'priceScale' | 'quantityScale'>,
): BannerFacts {
  if (statistics === undefined || statistics.lastPrice === 0n) {
    return { last: 0, lastText: NOTHING, changeText: NOTHING, changeSign: 0, others: [] };
  }
  const { lastPrice, referencePrice, highPrice, lowPrice, volume, openInterest } = statistics;
  const change = Number(lastPrice - referencePrice);
  const price = (value: bigint) => (value === 0n ? NOTHING : groupedText(value, priceScale));
  const short = (name: string, value: bigint, scale: number) => ({
    name,
    text: shortText(value, scale),
    title: groupedText(value, scale),
  });
  const { lastMakerPartyId, lastTakerPartyId } = statistics;
  return {
    last: Number(lastPrice),
    lastText: groupedText(lastPrice, priceScale),
    changeText: `${signedText(change, priceScale)} ${percentText(change, Number(referencePrice))}`.trim(),
    changeSign: Math.sign(change),
    others: [
      { name: 'High', text: price(highPrice) },
      { name: 'Low', text: price(lowPrice) },
      short('Volume', BigInt(volume), quantityScale),
      short('Value', BigInt(statistics.value), priceScale + quantityScale),
      short('Open interest', BigInt(openInterest), quantityScale),
      // Empty where parties are not public.
      ...(lastMakerPartyId === ''
        ? []
        : [{ name: 'Last maker / taker', text: `${lastMakerPartyId} / ${lastTakerPartyId}` }]),
    ],
  };
}

/** Which way the price went when it last changed. */
export function nextTick(before: { readonly price: number; readonly sign: number }, price: number) {
  if (price === before.price) return before;
  return { price, sign: before.price === 0 || price === 0 ? 0 : Math.sign(price - before.price) };
}

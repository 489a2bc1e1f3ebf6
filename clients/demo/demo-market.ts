import { connectRedleaf, listInstruments, type Redleaf, RedleafError } from '@redleaf/client';
import type { Instrument } from '../../gen/redleaf/v1/instrument_pb.ts';
import { Account } from './account.ts';
import { FairPrice } from './fair-price.ts';
import { DEMO_PEOPLE, type DemoLogin } from './logins.ts';
import { DEMO_INSTRUMENTS, type DemoInstrument } from './market.ts';
import { MarketMaker } from './market-maker.ts';
import { followTrades, MarketView } from './market-view.ts';
import { takeTurns } from './pace.ts';
import { botLogin, createParties, DEMO_ADMIN, thoseWhoCanLogIn, unlessThere } from './parties.ts';
import { Random } from './random.ts';
import { Taker } from './taker.ts';
import { TrendTrader } from './trend-trader.ts';

interface Options {
  readonly url: string;
  /** Commands a second, of all bots together. */
  readonly rate: number;
  /** The bots decide the same for the same seed, as far as they see the same. */
  readonly seed: number;
  /** Ends the bots. */
  readonly signal: AbortSignal;
}

/**
 * Lists the demo's instruments, creates its parties and lets bots trade: clients like any other, over the wire.
 * Resolves when everything is set up, with the people who can log in and a promise that resolves when the bots have stopped.
 */
export async function startDemoMarket({
  url,
  rate,
  seed,
  signal,
}: Options): Promise<{ people: readonly DemoLogin[]; stopped: Promise<void> }> {
  const names = [
    ...DEMO_INSTRUMENTS.map(({ listing }) => `maker-${listing.symbol.toLowerCase()}`),
    'taker',
    'trend',
  ];
  const admin = connectRedleaf({ url, ...DEMO_ADMIN });
  const markets = await setUp(admin, names);
  // The middle of the books as they were left: the prices go on from there.
  const middles = await Promise.all(markets.map((market) => middleOf(admin, market)));
  const accounts = await Promise.all(names.map((name) => Account.open(url, botLogin(name))));
  const people = await thoseWhoCanLogIn(admin, DEMO_PEOPLE);
  const [taker, trend] = accounts.slice(-2);
  if (taker === undefined || trend === undefined) throw new Error('the bots have no accounts');

  const makers = markets.map((market, index) => {
    const account = accounts[index] ?? taker;
    const random = new Random(seed + index);
    const { instrument, demo } = market;
    const fair = new FairPrice(instrument, demo.startPrice, middles[index] ?? demo.startPrice, random);
    return new MarketMaker(account, instrument, demo, { fair, random });
  });
  const traders = [
    ...makers,
    new Taker(taker, markets, new Random(seed + 100)),
    new TrendTrader(trend, markets, new Random(seed + 200)),
  ];
  const stopped = Promise.all([
    ...markets.map((market) => market.followBook(admin, signal)),
    followTrades(admin, markets, signal),
    ...accounts.map((account) => account.followExecutions(signal)),
    takeTurns(traders, rate, signal),
  ]).finally(() => {
    for (const account of accounts) account.close();
    admin.close();
  });
  return { people, stopped: stopped.then(() => undefined) };
}

async function setUp(admin: Redleaf, botNames: readonly string[]): Promise<MarketView[]> {
  try {
    await createParties(admin, [...DEMO_PEOPLE, ...botNames.map(botLogin)]);
  } catch (thrown) {
    if (RedleafError.from(thrown).reason !== 'CREDENTIALS_INVALID') throw thrown;
    throw new Error('this data folder is not of a demo; give another with --data-dir');
  }
  // One after the other, so that the first demo on a folder always numbers them the same.
  for (const { listing } of DEMO_INSTRUMENTS) await admin.admin.createInstrument(listing).catch(unlessThere);
  const listed = await listInstruments(admin.marketData);
  return DEMO_INSTRUMENTS.map((demo) => new MarketView(listingOf(demo, listed), demo));
}

function listingOf({ listing }: DemoInstrument, listed: readonly Instrument[]): Instrument {
  const found = listed.find(({ symbol }) => symbol === listing.symbol);
  if (found === undefined) throw new Error(`${listing.symbol} is not listed`);
  return found;
}

async function middleOf(redleaf: Redleaf, { instrument }: MarketView): Promise<bigint | undefined> {
  const { instrumentId } = instrument;
  const { orderBook } = await redleaf.marketData.getOrderBook({ instrumentId, depth: 1 });
  const bid = orderBook?.bids[0]?.price;
  const ask = orderBook?.asks[0]?.price;
  return bid === undefined || ask === undefined ? undefined : (bid + ask) / 2n;
}

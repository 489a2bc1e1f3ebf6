import { expect, it } from 'vitest';
import { BestBidOfferChannel } from '../../../src/feeds/channels/best-bid-offer-channel.ts';
import { StatisticsChannel } from '../../../src/feeds/channels/statistics-channel.ts';
import { INSTRUMENT, testExchange } from '../../exchange/test-exchange.ts';

const COUNT = 3;

it.each([
  ['best bid and offer', BestBidOfferChannel],
  ['statistics', StatisticsChannel],
])('a look at the %s of instruments counts, whether they have changed or not', async (_name, Channel) => {
  const { exchange, feeds } = await testExchange();
  for (let instrumentId = 2; instrumentId <= COUNT; instrumentId += 1) {
    const instrument = { ...INSTRUMENT, instrumentId, symbol: `RDLF${instrumentId}` };
    await exchange.submitAll([{ kind: 'createInstrument', partyNumber: 0, instrument }]);
  }
  const channel = new Channel(feeds, 0);
  expect([channel.next().length, channel.looked]).toEqual([COUNT, COUNT]);
  for (let instrumentId = 1; instrumentId <= COUNT; instrumentId += 1) channel.touched(instrumentId);
  expect([channel.next().length, channel.looked]).toEqual([0, COUNT]);
  expect([channel.next().length, channel.looked]).toEqual([0, 0]);
});

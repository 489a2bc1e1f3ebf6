import { create } from '@bufbuild/protobuf';
import colors from 'picocolors';
import { expect, it } from 'vitest';
import { renderTicker } from '../../clients/cli/show-ticker.ts';
import { InstrumentSchema } from '../../gen/redleaf/v1/instrument_pb.ts';
import { StatisticsSchema } from '../../gen/redleaf/v1/market_data_pb.ts';

function row(symbol: string, lastPrice: bigint) {
  const traded = lastPrice === 0n ? 0n : 1n;
  return {
    instrument: create(InstrumentSchema, { symbol, priceScale: 2 }),
    item: create(StatisticsSchema, {
      lastPrice,
      referencePrice: traded * 20_000n,
      lastTimeNs: traded,
      volume: '7',
      lastMakerPartyId: traded === 0n ? '' : 'alice',
    }),
  };
}

const ROWS = [row('ACME', 21_000n), row('OAK', 19_999n), row('QUIET', 0n)];
const plain = colors.createColors(false);

it('shows the change of 24 hours in percent, and nothing where there was no trade', () => {
  expect(renderTicker(ROWS, 'live', { rows: 24, columns: 80 }, plain)).toEqual([
    '3 instruments',
    'SYMBOL    LAST  CHANGE  HIGH  LOW  VOLUME  MAKER  TAKER',
    'ACME    210.00  +5.00%                  7  alice',
    'OAK     199.99  -0.01%                  7  alice',
    'QUIET                                   7',
  ]);
});

it('fits the window, and says when what it shows is old', () => {
  expect(renderTicker(ROWS, 'connecting', { rows: 3, columns: 30 }, plain)).toEqual([
    'STALE: connecting  1 of 3 instruments'.slice(0, 30),
    'SYMBOL    LAST  CHANGE  HIGH  LOW  VOLUME'.slice(0, 30),
    'ACME    210.00  +5.00%        ',
  ]);
});

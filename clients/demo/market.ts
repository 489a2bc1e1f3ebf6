import type { MessageInitShape } from '@bufbuild/protobuf';
import type { CreateInstrumentRequestSchema } from '../../gen/redleaf/v1/admin_service_pb.ts';

/** An instrument of the demo, and how it is traded. Numbers are in minor units. */
export interface DemoInstrument {
  readonly listing: MessageInitShape<typeof CreateInstrumentRequestSchema> & { readonly symbol: string };
  /** Where the price starts when the book is empty, and what it comes back to. */
  readonly startPrice: bigint;
  /** From the fair price to the best quote, and from one quote to the next. */
  readonly ticksApart: bigint;
  /** An order is 1 to 20 times this. */
  readonly orderUnit: bigint;
}

export const DEMO_INSTRUMENTS: readonly DemoInstrument[] = [
  {
    listing: { symbol: 'ACME', description: 'A share, in cents', priceScale: 2 },
    startPrice: 100_50n,
    ticksApart: 2n,
    orderUnit: 10n,
  },
  {
    listing: {
      symbol: 'BTC-USD',
      description: 'A coin, in ticks of half a dollar and lots of a thousandth',
      priceScale: 4,
      quantityScale: 4,
      tickSize: 5_000n,
      lotSize: 10n,
      maxPrice: 2_000_000_000n,
    },
    startPrice: 64_250_0000n,
    ticksApart: 3n,
    orderUnit: 250n,
  },
  {
    listing: {
      symbol: 'PENNY',
      description: 'A cheap share with a coarse tick',
      priceScale: 2,
      tickSize: 5n,
      lotSize: 100n,
    },
    startPrice: 2_40n,
    ticksApart: 1n,
    orderUnit: 100n,
  },
];

import { type JsonObject, toJson } from '@bufbuild/protobuf';
import type { Redleaf } from '@redleaf/client';
import { Command } from 'commander';
import type { Instrument } from '../../../gen/redleaf/v1/instrument_pb.ts';
import { type PriceLevel, PriceLevelSchema } from '../../../gen/redleaf/v1/market_data_pb.ts';
import { countText, levelText, quantityText } from '../format.ts';
import { wholeNumber } from '../order-arguments.ts';
import { addPasswordOptions, currentPassword } from '../password.ts';
import type { Populated } from '../populate/populate.ts';
import { showProgress } from '../show-progress.ts';
import { UsageError } from '../usage-error.ts';
import { type AdminOptions, addAdminOptions, withAdmin } from '../with-admin.ts';
import { withLogin } from '../with-login.ts';

interface PopulateOptions extends AdminOptions {
  readonly instrument: number;
  readonly marketOrders: number;
  readonly pauseMs: number;
  readonly seed: number;
  readonly party?: string;
  readonly password?: string;
  readonly passwordStdin?: boolean;
}

export function populateCommand(): Command {
  const command = new Command('populate')
    .description(
      'fill a test book: 20 bids and 20 asks around 100, then random market orders; safe to repeat',
    )
    .option(
      '--instrument <number>',
      'instrument number; an administrator lists it first if it does not exist',
      wholeNumber('--instrument', 1, 2 ** 32 - 1),
      9_999,
    )
    .option(
      '--market-orders <n>',
      'number of market orders, 1 to 3 lots each',
      wholeNumber('--market-orders', 0, 1_000_000),
      10,
    )
    .option(
      '--pause-ms <milliseconds>',
      'pause before each market order',
      wholeNumber('--pause-ms', 0, 3_600_000),
      100,
    )
    .option('--seed <number>', 'seed of the random decisions', wholeNumber('--seed', 0, 2 ** 31 - 1), 1)
    .option(
      '--party <party>',
      'party that places the orders; default: the administrator, or the stored session',
    );
  return addAdminOptions(addPasswordOptions(command, 'its password')).action(populateBook);
}

async function populateBook(_options: PopulateOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<PopulateOptions>();
  if (options.passwordStdin === true && options.adminPasswordStdin === true) {
    throw new UsageError('only one password can come from the standard input: put the other one in a file');
  }
  if (options.party === undefined && (options.password !== undefined || options.passwordStdin === true)) {
    throw new UsageError('--password needs --party');
  }
  await withAdmin(options, async (admin, output) => {
    // Loaded here: other commands need none of it.
    const [{ ensureTestInstrument }, { populate }, { Random }] = await Promise.all([
      import('../populate/test-instrument.ts'),
      import('../populate/populate.ts'),
      import('../../demo/random.ts'),
    ]);
    const instrument = await ensureTestInstrument(admin, options.instrument);
    const { marketOrders, pauseMs, seed } = options;
    const populated = await asTrader(options, admin, async (trader) => {
      using progress = showProgress('{value} of {total} orders');
      const onProgress = (placed: number, total: number) => progress.update(placed, total);
      const random = new Random(seed);
      return await populate({ trader, instrument, random, marketOrders, pauseMs, onProgress });
    });
    output.line(toJsonObject(instrument, populated), () => toText(instrument, populated));
  });
}

async function asTrader<Result>(
  { url, party: partyId, password, passwordStdin = false }: PopulateOptions,
  admin: Redleaf,
  work: (trader: Redleaf) => Promise<Result>,
): Promise<Result> {
  if (partyId === undefined) return work(admin);
  const given = await currentPassword(`Password of ${partyId}`, { password, passwordStdin });
  return withLogin(url, { partyId, password: given }, work);
}

function toJsonObject({ instrumentId, symbol }: Instrument, populated: Populated): JsonObject {
  const { orders, trades, volume, bestBid, bestAsk } = populated;
  const level = (best: PriceLevel | undefined) =>
    best === undefined ? null : toJson(PriceLevelSchema, best, { useProtoFieldName: true });
  return {
    instrument_id: instrumentId,
    symbol,
    orders,
    trades,
    volume: String(volume),
    best_bid: level(bestBid),
    best_ask: level(bestAsk),
  };
}

function toText(instrument: Instrument, { orders, trades, volume, bestBid, bestAsk }: Populated): string {
  return [
    `${instrument.symbol}: ${countText(orders, 'order')}, ${countText(trades, 'trade')}, ${quantityText(volume, instrument)} traded`,
    `bid ${levelText(bestBid, instrument)}  ask ${levelText(bestAsk, instrument)}`,
  ].join('\n');
}

import { randomBytes } from 'node:crypto';
import { connectRedleaf, type Redleaf } from '@redleaf/client';
import type { Instrument } from '../../../gen/redleaf/v1/instrument_pb.ts';
import { CALL_TIMEOUT_MS } from '../call-timeout.ts';
import { UsageError } from '../usage-error.ts';
import { LOBSTER_PRICE_SCALE, LOBSTER_TICK_SIZE } from './lobster.ts';

/** High enough for the stub quotes that market makers left in 2012: 199,999.99 dollars. */
const MAX_PRICE = 2_000_000_000n;

interface Prepared {
  readonly instrument: Instrument;
  /** Owns the orders of the file. */
  readonly maker: Redleaf;
  /** Sends what executes them. */
  readonly taker: Redleaf;
}

/** Two new parties, and a new instrument if none is given: a correct book has one answer only if it begins empty. */
export async function prepareReplay(
  admin: Redleaf,
  url: string,
  given: Instrument | undefined,
): Promise<Prepared> {
  const name = `${Date.now().toString(36)}${randomBytes(2).toString('hex')}`;
  if (given !== undefined && given.priceScale !== LOBSTER_PRICE_SCALE) {
    const { symbol, priceScale } = given;
    throw new UsageError(
      `${symbol} has price scale ${priceScale}; a LOBSTER file needs ${LOBSTER_PRICE_SCALE}`,
    );
  }
  const instrument = given ?? (await createInstrument(admin, `LOBSTER-${name}`));
  const [maker, taker] = await Promise.all([
    createParty(admin, url, `replay-${name}-maker`),
    createParty(admin, url, `replay-${name}-taker`),
  ]);
  return { instrument, maker, taker };
}

async function createInstrument(admin: Redleaf, symbol: string): Promise<Instrument> {
  const { instrument } = await admin.admin.createInstrument({
    symbol,
    description: 'Replay of recorded messages',
    priceScale: LOBSTER_PRICE_SCALE,
    tickSize: LOBSTER_TICK_SIZE,
    maxPrice: MAX_PRICE,
  });
  if (instrument === undefined) throw new Error('the exchange returned no instrument');
  return instrument;
}

/** With a password that nobody knows. */
async function createParty(admin: Redleaf, url: string, partyId: string): Promise<Redleaf> {
  const password = randomBytes(24).toString('base64url');
  await admin.admin.createParty({ partyId, partyName: 'Replay of recorded messages', password });
  return connectRedleaf({ url, partyId, password, timeoutMs: CALL_TIMEOUT_MS });
}

import { listInstruments, type Redleaf, RedleafError } from '@redleaf/client';
import type { Instrument } from '../../../gen/redleaf/v1/instrument_pb.ts';

/**
 * The instrument with this number; listed first if it is not there.
 *
 * @throws RedleafError when it is not there and this party is no administrator.
 */
export async function ensureTestInstrument(redleaf: Redleaf, instrumentId: number): Promise<Instrument> {
  const listed = await listInstruments(redleaf.marketData);
  return (
    listed.find((instrument) => instrument.instrumentId === instrumentId) ?? create(redleaf, instrumentId)
  );
}

async function create(redleaf: Redleaf, instrumentId: number): Promise<Instrument> {
  const request = { instrumentId, symbol: `TEST-${instrumentId}`, description: 'For tests' };
  const { instrument } = await redleaf.admin.createInstrument(request).catch(notByThisParty(instrumentId));
  if (instrument === undefined) throw new Error('the exchange returned no instrument');
  return instrument;
}

function notByThisParty(instrumentId: number) {
  return (thrown: unknown): never => {
    const error = RedleafError.from(thrown);
    const { code, reason } = error;
    if (reason !== 'ADMIN_REQUIRED' && reason !== 'TOKEN_MISSING') throw error;
    const message = `there is no instrument ${instrumentId}, and only an administrator can list it: log in as one, or give --admin-id`;
    throw new RedleafError(message, { code, reason: 'UNKNOWN_INSTRUMENT', cause: error });
  };
}

import { RefusedError, refuse } from '../../domain/refusal.ts';
import type { DepthBook } from '../../feeds/depth-book.ts';
import type { Feeds } from '../../feeds/feeds.ts';
import { toInstrumentId } from './convert-requests.ts';
import { FieldChecks } from './field-checks.ts';

/**
 * @param field field of the request with the instrument.
 * @throws RefusedError FIELD_REQUIRED or UNKNOWN_INSTRUMENT.
 */
export function requireBook(feeds: Feeds, instrumentId: number, field = 'instrument_id'): DepthBook {
  const checks = new FieldChecks();
  toInstrumentId(instrumentId, checks, field);
  checks.throwIfWrong();
  const book = feeds.book(instrumentId);
  if (book !== undefined) return book;
  throw new RefusedError(refuse('UNKNOWN_INSTRUMENT', `there is no instrument ${instrumentId}`, field));
}

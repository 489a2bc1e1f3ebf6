import type {
  ListCandlesRequest,
  ListTradesRequest,
} from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { RefusedError, refuse } from '../../domain/refusal.ts';
import type { Feeds } from '../../feeds/feeds.ts';
import type { HistoryKind, HistoryQueries, HistoryRows } from '../../history/history-query.ts';
import type { HistoryReader } from '../../history/history-reader.ts';
import { toCandleInterval, toInstrumentId, toListRange } from './convert-requests.ts';
import { FieldChecks } from './field-checks.ts';
import { pageOf, toPage } from './page.ts';
import { requireBook } from './require-book.ts';

const PAGE_SIZES = { max: 1_000, byDefault: 100 };
const CANDLE_PAGE_SIZES = { max: 1_000, byDefault: 500 };

type ListRequest = Pick<
  ListTradesRequest,
  'instrumentId' | 'fromTimeNs' | 'toTimeNs' | 'sortOrder' | 'pageSize' | 'pageToken'
>;

interface Listed<Kind extends HistoryKind> {
  readonly page: readonly HistoryRows[Kind][];
  readonly nextPageToken: string;
  readonly epoch: bigint;
  readonly sequence: bigint;
}

/**
 * The query for the page of orders, fills or trades of a request.
 *
 * @throws RefusedError for wrong fields, or UNKNOWN_INSTRUMENT.
 */
export function toListQuery(request: ListRequest, feeds: Feeds): HistoryQueries['trades'] {
  const checks = new FieldChecks();
  const range = toListRange(request, checks);
  const { after, size } = toPage(request, PAGE_SIZES, checks);
  checks.throwIfWrong();
  const { instrumentId } = request;
  if (instrumentId !== 0) requireBook(feeds, instrumentId);
  return { ...range, instrumentId, after, limit: size };
}

/** The query for a page of candles of one instrument and interval. */
export function toCandlesQuery(request: ListCandlesRequest, feeds: Feeds): HistoryQueries['candles'] {
  const checks = new FieldChecks();
  const range = toListRange(request, checks);
  const { after, size } = toPage(request, CANDLE_PAGE_SIZES, checks);
  const instrumentId = toInstrumentId(request.instrumentId, checks);
  const interval = toCandleInterval('interval', request.interval, checks);
  checks.throwIfWrong();
  requireBook(feeds, instrumentId);
  return { ...range, instrumentId, interval, after, limit: size };
}

/**
 * Reads a page, and one more item to see whether there is a next page.
 *
 * @throws RefusedError HISTORY_OFF, TOO_MANY_REQUESTS or HISTORY_UNAVAILABLE.
 */
export async function readHistory<Kind extends HistoryKind>(
  history: HistoryReader | undefined,
  kind: Kind,
  query: HistoryQueries[Kind],
  idOf: (item: HistoryRows[Kind]) => number,
): Promise<Listed<Kind>> {
  if (history === undefined) {
    throw new RefusedError(
      refuse('HISTORY_OFF', 'this exchange keeps no history: it runs with HISTORY=false'),
    );
  }
  const { rows, epoch, sequence } = await history.read(kind, { ...query, limit: query.limit + 1 });
  return { ...pageOf(rows, query.limit, idOf), epoch: BigInt(epoch), sequence: BigInt(sequence) };
}

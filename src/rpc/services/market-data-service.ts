import type { ServiceImpl } from '@connectrpc/connect';
import type { MarketDataService } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { RefusedError, refuse } from '../../domain/refusal.ts';
import type { Book } from '../../feeds/book.ts';
import type { Feeds } from '../../feeds/feeds.ts';
import type { MulticastReplay } from '../../writers/multicast/multicast-replay.ts';
import { toDatagramRange, toInstrumentId, toResumeSequence } from '../convert-requests.ts';
import { fromBookMessage, fromBookSnapshot, fromInstrument, fromTrade } from '../convert-responses.ts';
import { FieldChecks } from '../field-checks.ts';
import { pageTokenAfter, toPage } from '../page.ts';
import { stream } from '../stream.ts';

/** Levels of a side in one answer. Whoever wants them all streams the book. */
const MAX_DEPTH = 5_000;
const PAGE_SIZES = { max: 1_000, byDefault: 1_000 };
const MAX_DATAGRAMS = 1_000;

export function marketDataService(
  feeds: Feeds,
  multicast: MulticastReplay,
): ServiceImpl<typeof MarketDataService> {
  return {
    listInstruments(request) {
      const checks = new FieldChecks();
      const { after, size } = toPage(request, PAGE_SIZES, checks);
      checks.throwIfWrong();
      const all = feeds.registry.instruments();
      const start = all.findIndex(({ instrumentId }) => instrumentId > after);
      if (start < 0) return {};
      const page = all.slice(start, start + size);
      const last = page.at(-1);
      const isLastPage = last === undefined || start + size >= all.length;
      return {
        instruments: page.map(fromInstrument),
        nextPageToken: isLastPage ? '' : pageTokenAfter(last.instrumentId),
      };
    },

    getOrderBook({ instrumentId, depth }) {
      const checks = new FieldChecks();
      checks.inRange('depth', depth, 0, MAX_DEPTH);
      checks.throwIfWrong();
      return { orderBook: fromBookSnapshot(requireBook(feeds, instrumentId).snapshot(depth || MAX_DEPTH)) };
    },

    async *streamOrderBook({ instrumentId }, { signal }) {
      const subscription = requireBook(feeds, instrumentId).subscribe();
      yield* stream(subscription, (message) => fromBookMessage(message, instrumentId), signal);
    },

    async *streamTrades({ instrumentId, resumeFromSequence }, { signal }) {
      const checks = new FieldChecks();
      const resumeFrom = toResumeSequence(resumeFromSequence, checks);
      checks.throwIfWrong();
      if (instrumentId !== 0) requireBook(feeds, instrumentId);
      const subscription = feeds.trades.subscribe(instrumentId, resumeFrom);
      yield* stream(
        subscription,
        ({ sequence, entries }) => ({ sequence: BigInt(sequence), trades: entries.map(fromTrade) }),
        signal,
      );
    },

    replayMulticast(request) {
      const checks = new FieldChecks();
      const { first, last } = toDatagramRange(request, checks);
      checks.throwIfWrong();
      requireSession(multicast, request.session);
      const datagrams = multicast.read(first, last, MAX_DATAGRAMS);
      // Asked for afterwards: what was there when they were read may be gone, but not the other way round.
      const oldest = multicast.oldestSequence;
      if (first < oldest) {
        throw new RefusedError(
          refuse(
            'RESUME_TOO_OLD',
            `datagram ${first} is not kept any more; the oldest is ${oldest}`,
            'first_sequence',
            { oldest_sequence: String(oldest) },
          ),
        );
      }
      return { datagrams };
    },
  };
}

/** @throws RefusedError UNKNOWN_SESSION. */
function requireSession({ session }: MulticastReplay, wanted: string): void {
  if (session === wanted) return;
  throw new RefusedError(
    refuse('UNKNOWN_SESSION', `no datagrams of session ${wanted} are sent here`, 'session', { session }),
  );
}

/** @throws RefusedError FIELD_REQUIRED or UNKNOWN_INSTRUMENT. */
function requireBook(feeds: Feeds, instrumentId: number): Book {
  const checks = new FieldChecks();
  toInstrumentId(instrumentId, checks);
  checks.throwIfWrong();
  const book = feeds.book(instrumentId);
  if (book !== undefined) return book;
  throw new RefusedError(
    refuse('UNKNOWN_INSTRUMENT', `there is no instrument ${instrumentId}`, 'instrument_id'),
  );
}

import { create } from '@bufbuild/protobuf';
import type { ServiceImpl } from '@connectrpc/connect';
import { type Position as PositionMessage, PositionSchema } from '../../../../gen/redleaf/v1/position_pb.ts';
import {
  ListPositionsResponseSchema,
  type PositionService,
} from '../../../../gen/redleaf/v1/position_service_pb.ts';
import type { ReadTurns } from '../../../admission/read-turns.ts';
import type { AuthClient } from '../../../auth/auth-client.ts';
import type { Party } from '../../../domain/party.ts';
import { RefusedError, refuse } from '../../../domain/refusal.ts';
import type { Feeds } from '../../../feeds/feeds.ts';
import type { ValuedPosition } from '../../../feeds/position-subscription.ts';
import { EVERYONE, keyOf } from '../../../feeds/positions.ts';
import type { Position } from '../../../market/position.ts';
import type { Config } from '../../../settings/config.ts';
import { readerOf } from '../admit-call.ts';
import { callerOf, sessionSignalOf } from '../caller.ts';
import { fromPosition } from '../convert-market.ts';
import { FieldChecks } from '../field-checks.ts';
import { listAnswer } from '../list-answer.ts';
import { type Page, pageOf, toPage } from '../page.ts';
import { requireBook } from '../require-book.ts';
import { stream } from '../stream.ts';

const PAGE_SIZES = { max: 1_000, byDefault: 100 };

interface Parts {
  readonly config: Pick<Config, 'publicParties'>;
  readonly feeds: Feeds;
  readonly auth: AuthClient;
}

export function positionService(
  { config: { publicParties }, feeds, auth }: Parts,
  turns: ReadTurns,
): ServiceImpl<typeof PositionService> {
  const { positions, directory } = feeds;
  return {
    async listPositions(request, context) {
      const { party } = callerOf(context);
      const { instrumentId, allParties } = request;
      const checks = new FieldChecks();
      const page = toPage(request, PAGE_SIZES, checks);
      checks.throwIfWrong();
      if (instrumentId !== 0) requireBook(feeds, instrumentId);
      if (allParties) requireSight(party);
      const found = allParties ? ofAll(instrumentId, page) : ofParty(party, instrumentId, page);
      const { page: rows, nextPageToken } = pageOf(found, page.size, keyOf);
      const rest = { nextPageToken, sequence: BigInt(feeds.sequence), epoch: BigInt(feeds.epoch) };
      const list = {
        field: ListPositionsResponseSchema.field.positions,
        item: PositionSchema,
        convert: (row: ValuedPosition) => fromPosition(row, directory),
        answer: (items: PositionMessage[]) =>
          create(ListPositionsResponseSchema, { positions: items, ...rest }),
      };
      // Copies, because positions may change between the turns of the conversion.
      return listAnswer(
        rows.map((position) => feeds.valued(position)),
        list,
        context,
        turns.of(readerOf(context)),
      );
    },

    async *streamPositions({ allParties }, context) {
      const { party } = callerOf(context);
      if (allParties) requireSight(party);
      const subscription = feeds.subscribePositions(allParties ? EVERYONE : party.partyNumber);
      const epoch = BigInt(feeds.epoch);
      for await (const message of stream(subscription, (one) => one, sessionSignalOf(context, auth))) {
        const { sequence, isSnapshot, hasMore } = message;
        const items = message.positions.map((row) => fromPosition(row, directory));
        yield { positions: items, sequence: BigInt(sequence), epoch, isSnapshot, hasMore };
        if (hasMore) await turns.of(readerOf(context)).next();
      }
    },
  };

  /** One more than the page has, to see whether there is a next page. */
  function ofAll(instrumentId: number, { after, size }: Page): readonly Position[] {
    return instrumentId === 0
      ? positions.all(after, size + 1)
      : positions.ofInstrument(instrumentId, after, size + 1);
  }

  function ofParty({ partyNumber }: Party, instrumentId: number, { after, size }: Page): readonly Position[] {
    if (instrumentId === 0) return positions.ofParty(partyNumber, after, size + 1);
    const position = positions.get(partyNumber, instrumentId);
    return position === undefined || keyOf(position) <= after ? [] : [position];
  }

  /** @throws RefusedError PARTIES_NOT_PUBLIC. */
  function requireSight({ isAdmin }: Party): void {
    if (publicParties || isAdmin) return;
    const message = 'the positions of others are not public here: leave all_parties out for your own';
    throw new RefusedError(refuse('PARTIES_NOT_PUBLIC', message, 'all_parties'));
  }
}

import { create } from '@bufbuild/protobuf';
import type { ServiceImpl } from '@connectrpc/connect';
import {
  type AdminService,
  ListPartiesResponseSchema,
  type Party as PartyMessage,
  PartySchema,
} from '../../../gen/redleaf/v1/admin_service_pb.ts';
import type { Auth } from '../../auth/auth.ts';
import { MAX_PARTY_ID_BYTES, MAX_PASSWORD_BYTES, MIN_PASSWORD_BYTES } from '../../domain/limits.ts';
import type { Party } from '../../domain/party.ts';
import { RefusedError } from '../../domain/refusal.ts';
import type { Exchange } from '../../exchange/exchange.ts';
import type { Feeds } from '../../feeds/feeds.ts';
import { readerOf } from '../admission/admit-call.ts';
import { callerOf, sessionSignalOf } from '../caller.ts';
import { toCreateInstrument, toCreateParty } from '../convert-requests.ts';
import { fromInstrument } from '../convert-responses.ts';
import { FieldChecks } from '../field-checks.ts';
import { listAnswer } from '../list-answer.ts';
import { pageOf, toPage } from '../page.ts';
import type { ReadTurns } from '../read-turns.ts';
import { submit } from '../submit.ts';

const PAGE_SIZES = { max: 1_000, byDefault: 1_000 };

/** The gate lets only administrators in. */
export function adminService(
  exchange: Exchange,
  auth: Auth,
  { registry }: Pick<Feeds, 'registry'>,
  turns: ReadTurns,
): ServiceImpl<typeof AdminService> {
  return {
    async listParties(request, context) {
      const checks = new FieldChecks();
      const { after, size } = toPage(request, PAGE_SIZES, checks);
      checks.throwIfWrong();
      const found = registry.partiesAfter(after, size + 1);
      const { page, nextPageToken } = pageOf(found, size, ({ partyNumber }) => partyNumber);
      const list = {
        field: ListPartiesResponseSchema.field.parties,
        item: PartySchema,
        convert: ({ partyId, partyName, isAdmin }: Party) =>
          create(PartySchema, { partyId, partyName, isAdmin }),
        answer: (parties: PartyMessage[]) => create(ListPartiesResponseSchema, { parties, nextPageToken }),
      };
      return listAnswer(page, list, context, turns.of(readerOf(context)));
    },

    async createInstrument(request, context) {
      const checks = new FieldChecks();
      const command = toCreateInstrument(request, callerOf(context).party.partyNumber, checks);
      checks.throwIfWrong();
      const { instrument } = await submit(exchange, command, 'instrumentCreated');
      return { instrument: fromInstrument(instrument) };
    },

    async createParty(request, context) {
      const checks = new FieldChecks();
      const command = toCreateParty(request, checks);
      checks.throwIfWrong();
      const created = await auth.createParty(command, request.password, sessionSignalOf(context, auth));
      if ('reason' in created) throw new RefusedError(created);
      return { partyId: created.partyId };
    },

    async setPassword({ partyId, password }, context) {
      const checks = new FieldChecks();
      checks.text('party_id', partyId, 1, MAX_PARTY_ID_BYTES);
      checks.text('password', password, MIN_PASSWORD_BYTES, MAX_PASSWORD_BYTES);
      checks.throwIfWrong();
      await auth.setPassword(partyId, password, callerOf(context).party, sessionSignalOf(context, auth));
      return {};
    },
  };
}

import { create } from '@bufbuild/protobuf';
import type { ServiceImpl } from '@connectrpc/connect';
import {
  type AdminService,
  ListPartiesResponseSchema,
  ListSessionsResponseSchema,
  type LoginSession,
  LoginSessionSchema,
  type Party as PartyMessage,
  PartySchema,
} from '../../../../gen/redleaf/v1/admin_service_pb.ts';
import type { ReadTurns } from '../../../admission/read-turns.ts';
import type { AuthClient } from '../../../auth/auth-client.ts';
import type { SessionFacts } from '../../../auth/sessions.ts';
import { MAX_PARTY_ID_BYTES, MAX_PASSWORD_BYTES, MIN_PASSWORD_BYTES } from '../../../domain/limits.ts';
import type { Party } from '../../../domain/party.ts';
import { RefusedError, refuse } from '../../../domain/refusal.ts';
import type { Exchange } from '../../../exchange/exchange.ts';
import type { Feeds } from '../../../feeds/feeds.ts';
import type { Config } from '../../../settings/config.ts';
import { readerOf } from '../admit-call.ts';
import { callerOf, sessionSignalOf } from '../caller.ts';
import { toAdvanceClock, toCreateInstrument, toCreateParty } from '../convert-requests.ts';
import { fromInstrument } from '../convert-responses.ts';
import { FieldChecks } from '../field-checks.ts';
import { listAnswer } from '../list-answer.ts';
import { pageOf, toPage } from '../page.ts';
import { submit } from '../submit.ts';

const PAGE_SIZES = { max: 1_000, byDefault: 1_000 };

const MAX_SESSION_ID_BYTES = 64;
const NS_PER_MS = 1_000_000n;

const CLOCK_NOT_MANUAL = refuse(
  'CLOCK_NOT_MANUAL',
  'the exchange runs with CLOCK=system: its clock cannot be advanced',
);

function toNs(timeMs: number): bigint {
  return BigInt(timeMs) * NS_PER_MS;
}

function checkPartyId(partyId: string): void {
  const checks = new FieldChecks();
  checks.text('party_id', partyId, 1, MAX_PARTY_ID_BYTES);
  checks.throwIfWrong();
}

interface Parts {
  readonly exchange: Exchange;
  readonly auth: AuthClient;
  readonly feeds: Pick<Feeds, 'directory'>;
  readonly config: Pick<Config, 'clock'>;
}

/** The gate admits administrators only. */
export function adminService(
  { exchange, auth, feeds: { directory }, config }: Parts,
  turns: ReadTurns,
): ServiceImpl<typeof AdminService> {
  return {
    async listParties(request, context) {
      const checks = new FieldChecks();
      const { after, size } = toPage(request, PAGE_SIZES, checks);
      checks.throwIfWrong();
      const found = directory.partiesAfter(after, size + 1);
      const { page, nextPageToken } = pageOf(found, size, ({ partyNumber }) => partyNumber);
      const list = {
        field: ListPartiesResponseSchema.field.parties,
        item: PartySchema,
        convert: ({ partyId, partyName, isAdmin, isDisabled = false }: Party) =>
          create(PartySchema, { partyId, partyName, isAdmin, isDisabled }),
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
      const command = toCreateParty(request, callerOf(context).party.partyNumber, checks);
      checks.throwIfWrong();
      const created = await auth.createParty(command, request.password, sessionSignalOf(context, auth));
      if ('reason' in created) throw new RefusedError(created);
      return { partyId: created.partyId };
    },

    async disableParty({ partyId }, context) {
      checkPartyId(partyId);
      await auth.setDisabled(partyId, true, callerOf(context).party);
      return {};
    },

    async enableParty({ partyId }, context) {
      checkPartyId(partyId);
      await auth.setDisabled(partyId, false, callerOf(context).party);
      return {};
    },

    async listSessions(request, context) {
      const checks = new FieldChecks();
      checks.text('party_id', request.partyId, 0, MAX_PARTY_ID_BYTES);
      const { after, size } = toPage(request, PAGE_SIZES, checks);
      checks.throwIfWrong();
      const found = await auth.sessions(request.partyId, after, size + 1);
      const { page, nextPageToken } = pageOf(found, size, ({ number }) => number);
      const list = {
        field: ListSessionsResponseSchema.field.sessions,
        item: LoginSessionSchema,
        convert: ({ sessionId, partyId, beginTimeMs, expireTimeMs, address }: SessionFacts) =>
          create(LoginSessionSchema, {
            ...{ sessionId, partyId, address },
            beginTimeNs: toNs(beginTimeMs),
            expireTimeNs: toNs(expireTimeMs),
          }),
        answer: (sessions: LoginSession[]) => create(ListSessionsResponseSchema, { sessions, nextPageToken }),
      };
      return listAnswer(page, list, context, turns.of(readerOf(context)));
    },

    async endSessions({ which }, context) {
      const checks = new FieldChecks();
      if (which.case === undefined) checks.refuse('FIELD_REQUIRED', 'party_id', 'or session_id is required');
      if (which.case === 'partyId') checks.text('party_id', which.value, 1, MAX_PARTY_ID_BYTES);
      if (which.case === 'sessionId') checks.text('session_id', which.value, 1, MAX_SESSION_ID_BYTES);
      checks.throwIfWrong();
      const wanted = which.case === 'partyId' ? { partyId: which.value } : { sessionId: which.value ?? '' };
      await auth.endSessions(wanted, callerOf(context).party);
      return {};
    },

    async advanceClock({ to }, context) {
      const checks = new FieldChecks();
      const command = toAdvanceClock(to, callerOf(context).party.partyNumber, checks);
      checks.throwIfWrong();
      if (config.clock !== 'manual') throw new RefusedError(CLOCK_NOT_MANUAL);
      const { timeNs, sequence } = await submit(exchange, command, 'clockAdvanced');
      return { timeNs, sequence: BigInt(sequence) };
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

import type { ServiceImpl } from '@connectrpc/connect';
import type { SessionService } from '../../../../gen/redleaf/v1/session_service_pb.ts';
import type { AuthClient } from '../../../auth/auth-client.ts';
import { MAX_PARTY_ID_BYTES, MAX_PASSWORD_BYTES, MIN_PASSWORD_BYTES } from '../../../domain/limits.ts';
import { callerAddressOf } from '../admit-call.ts';
import { callerOf } from '../caller.ts';
import { FieldChecks } from '../field-checks.ts';

const NANOSECONDS_PER_MILLISECOND = 1_000_000n;
const MILLISECONDS_PER_MINUTE = 60_000;

export function sessionService(auth: AuthClient): ServiceImpl<typeof SessionService> {
  return {
    async login({ partyId, password, tokenMinutes }, context) {
      const checks = new FieldChecks();
      checks.text('party_id', partyId, 1, MAX_PARTY_ID_BYTES);
      checks.text('password', password, 1, MAX_PASSWORD_BYTES);
      checks.throwIfWrong();
      const { token, party, expireTimeMs } = await auth.login(
        { partyId, password, address: callerAddressOf(context) },
        tokenMsOf(tokenMinutes),
      );
      return {
        token,
        partyId: party.partyId,
        isAdmin: party.isAdmin,
        expireTimeNs: BigInt(expireTimeMs) * NANOSECONDS_PER_MILLISECOND,
      };
    },

    async renewSession({ tokenMinutes }, context) {
      const { token } = callerOf(context);
      const expireTimeMs = (await auth.renew(token, tokenMsOf(tokenMinutes))) ?? 0;
      return { expireTimeNs: BigInt(expireTimeMs) * NANOSECONDS_PER_MILLISECOND };
    },

    async logout(_request, context) {
      await auth.logout(callerOf(context).token);
      return {};
    },

    getSession(_request, context) {
      const { party, token } = callerOf(context);
      return {
        partyId: party.partyId,
        isAdmin: party.isAdmin,
        expireTimeNs: BigInt(auth.expireTimeMsOf(token) ?? 0) * NANOSECONDS_PER_MILLISECOND,
      };
    },

    async changePassword({ currentPassword, newPassword }, context) {
      const checks = new FieldChecks();
      checks.text('current_password', currentPassword, 1, MAX_PASSWORD_BYTES);
      checks.text('new_password', newPassword, MIN_PASSWORD_BYTES, MAX_PASSWORD_BYTES);
      checks.throwIfWrong();
      const { party, token } = callerOf(context);
      await auth.changePassword(party, token, {
        current: currentPassword,
        next: newPassword,
        address: callerAddressOf(context),
      });
      return {};
    },
  };
}

/** Undefined for the longest possible session. */
function tokenMsOf(minutes: number): number | undefined {
  return minutes === 0 ? undefined : minutes * MILLISECONDS_PER_MINUTE;
}

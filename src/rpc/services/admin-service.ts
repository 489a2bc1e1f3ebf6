import type { ServiceImpl } from '@connectrpc/connect';
import type { AdminService } from '../../../gen/redleaf/v1/admin_service_pb.ts';
import type { Auth } from '../../auth/auth.ts';
import { RefusedError } from '../../domain/refusal.ts';
import type { Exchange } from '../../exchange/exchange.ts';
import { callerOf } from '../caller.ts';
import { toCreateInstrument, toCreateParty } from '../convert-requests.ts';
import { fromInstrument } from '../convert-responses.ts';
import { FieldChecks } from '../field-checks.ts';
import { submit } from '../submit.ts';

/** The gate lets only administrators in. */
export function adminService(exchange: Exchange, auth: Auth): ServiceImpl<typeof AdminService> {
  return {
    async createInstrument(request, context) {
      const checks = new FieldChecks();
      const command = toCreateInstrument(request, callerOf(context).party.partyNumber, checks);
      checks.throwIfWrong();
      const { instrument } = await submit(exchange, command, 'instrumentCreated');
      return { instrument: fromInstrument(instrument) };
    },

    async createParty(request) {
      const checks = new FieldChecks();
      const command = toCreateParty(request, checks);
      checks.throwIfWrong();
      const created = await auth.createParty(command, request.password);
      if ('reason' in created) throw new RefusedError(created);
      return { partyId: created.partyId };
    },
  };
}

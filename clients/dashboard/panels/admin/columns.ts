import type { LoginSession, Party } from '../../../../gen/redleaf/v1/admin_service_pb.ts';
import { byNumber, byText, type Column } from '../../core/table.ts';
import { dateText, recentText } from '../../core/time.ts';

function partyState({ isAdmin, isDisabled }: Pick<Party, 'isAdmin' | 'isDisabled'>): string {
  return [isAdmin ? 'administrator' : '', isDisabled ? 'disabled' : ''].filter(Boolean).join(', ');
}

export const PARTY_COLUMNS: readonly Column<Party>[] = [
  {
    ...{ id: 'party', title: 'Party', width: 'minmax(90px, 1fr)' },
    text: ({ partyId }) => partyId,
    compare: byText(({ partyId }) => partyId),
  },
  {
    ...{ id: 'name', title: 'Name', width: 'minmax(80px, 1fr)' },
    text: ({ partyName }) => partyName,
    compare: byText(({ partyName }) => partyName),
  },
  {
    ...{ id: 'state', title: 'State', width: 'minmax(90px, 1fr)' },
    text: partyState,
    compare: byText(partyState),
  },
];

export const SESSION_COLUMNS: readonly Column<LoginSession>[] = [
  {
    ...{ id: 'party', title: 'Party', width: 'minmax(90px, 1fr)' },
    text: ({ partyId }) => partyId,
    compare: byText(({ partyId }) => partyId),
  },
  {
    ...{ id: 'begin', title: 'Since', width: '84px' },
    text: ({ beginTimeNs }) => recentText(beginTimeNs),
    saved: ({ beginTimeNs }) => dateText(beginTimeNs),
    compare: byNumber(({ beginTimeNs }) => beginTimeNs),
  },
  {
    ...{ id: 'expire', title: 'Until', width: '84px' },
    text: ({ expireTimeNs }) => recentText(expireTimeNs),
    saved: ({ expireTimeNs }) => dateText(expireTimeNs),
    compare: byNumber(({ expireTimeNs }) => expireTimeNs),
  },
  {
    ...{ id: 'address', title: 'From', width: 'minmax(90px, 1fr)' },
    text: ({ address }) => address,
    compare: byText(({ address }) => address),
  },
  {
    ...{ id: 'session', title: 'Session', width: 'minmax(110px, 1fr)' },
    text: ({ sessionId }) => sessionId,
  },
];

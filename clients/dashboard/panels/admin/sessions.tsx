import { createSignal, onCleanup, Show } from 'solid-js';
import type { LoginSession } from '../../../../gen/redleaf/v1/admin_service_pb.ts';
import { RedleafError } from '../../../typescript/redleaf-error.ts';
import { Pages } from '../../core/pages.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { ListState } from '../../parts/list-state.tsx';
import { Table } from '../../parts/table.tsx';
import { useDashboard, useSource } from '../../parts/use.ts';
import { SESSION_COLUMNS } from './columns.ts';
import { tools } from './tools.tsx';

export function Sessions() {
  const { api, log } = useDashboard();
  const pages = new Pages<LoginSession>(async (pageToken, signal) => {
    const { sessions, nextPageToken } = await api.admin.listSessions({ pageToken }, { signal });
    return { items: sessions, nextPageToken };
  });
  onCleanup(pages.close);
  const listed = useSource(pages.listed);
  const [toEnd, setToEnd] = createSignal<LoginSession>();
  const end = async ({ sessionId, partyId }: LoginSession) => {
    try {
      await api.admin.endSessions({ which: { case: 'sessionId', value: sessionId } });
      log.add('good', `A session of ${partyId} has ended`);
      await pages.again();
    } catch (thrown) {
      log.add('error', RedleafError.from(thrown).message);
    }
  };
  const columns = [
    ...SESSION_COLUMNS,
    {
      ...{ id: 'actions', title: '', width: '56px', text: () => '' },
      cell: (row: () => LoginSession) => (
        <span class="admin-actions">
          <button type="button" class="button small" onClick={() => setToEnd(row())}>
            End
          </button>
        </span>
      ),
    },
  ];
  return (
    <div class="admin-list">
      <div class="row">
        <button type="button" class="button small" onClick={() => void pages.again()}>
          Refresh
        </button>
      </div>
      <Table
        label="Sessions"
        tools={tools}
        rows={listed().items}
        columns={columns}
        keyOf={({ sessionId }) => sessionId}
        onEnd={() => void pages.more()}
        empty={
          <ListState
            listed={listed()}
            logIn="Log in as an administrator."
            empty="Nobody is logged in."
            onRetry={() => void pages.again()}
          />
        }
      />
      <Show when={toEnd()}>
        {(session) => (
          <Confirm
            title={`End a session of ${session().partyId}?`}
            text={`Who logged in from ${session().address || 'an unknown address'} has to log in again. Open orders stay in the book.`}
            verb="End it"
            onAnswer={(isConfirmed) => {
              const ended = session();
              setToEnd(undefined);
              if (isConfirmed) void end(ended);
            }}
          />
        )}
      </Show>
    </div>
  );
}

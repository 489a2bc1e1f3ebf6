import { createSignal, onCleanup, Show } from 'solid-js';
import type { Party } from '../../../../gen/redleaf/v1/admin_service_pb.ts';
import { RedleafError } from '../../../typescript/redleaf-error.ts';
import { Pages } from '../../core/pages.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { ListState } from '../../parts/list-state.tsx';
import { Table } from '../../parts/table.tsx';
import { useDashboard, useSource } from '../../parts/use.ts';
import { PARTY_COLUMNS } from './columns.ts';
import { PartyDialog } from './party-dialog.tsx';
import { tools } from './tools.tsx';

export function Parties() {
  const { api, log } = useDashboard();
  const pages = new Pages<Party>(async (pageToken, signal) => {
    const { parties, nextPageToken } = await api.admin.listParties({ pageToken }, { signal });
    return { items: parties, nextPageToken };
  });
  onCleanup(pages.close);
  const listed = useSource(pages.listed);
  /** Whose password is to be set; null for a new party. */
  const [edited, setEdited] = createSignal<string | null>();
  const [toDisable, setToDisable] = createSignal<string>();
  const act = async (what: string, call: Promise<unknown>) => {
    try {
      await call;
      log.add('good', what);
      await pages.again();
    } catch (thrown) {
      log.add('error', RedleafError.from(thrown).message);
    }
  };
  const columns = [
    ...PARTY_COLUMNS,
    {
      ...{ id: 'actions', title: '', width: '146px', text: () => '' },
      cell: (row: () => Party) => (
        <span class="admin-actions">
          <button type="button" class="button small" onClick={() => setEdited(row().partyId)}>
            Password
          </button>
          <button
            type="button"
            class="button small"
            onClick={() => {
              const { partyId, isDisabled } = row();
              if (isDisabled) void act(`${partyId} can log in again`, api.admin.enableParty({ partyId }));
              else setToDisable(partyId);
            }}
          >
            {row().isDisabled ? 'Enable' : 'Disable'}
          </button>
        </span>
      ),
    },
  ];
  return (
    <div class="admin-list">
      <div class="row">
        <button type="button" class="button small" onClick={() => setEdited(null)}>
          New party
        </button>
        <button type="button" class="button small" onClick={() => void pages.again()}>
          Refresh
        </button>
      </div>
      <Table
        label="Parties"
        tools={tools}
        rows={listed().items}
        columns={columns}
        keyOf={({ partyId }) => partyId}
        onEnd={() => void pages.more()}
        empty={
          <ListState
            listed={listed()}
            logIn="Log in as an administrator."
            empty="There is no party."
            onRetry={() => void pages.again()}
          />
        }
      />
      <Show when={edited() !== undefined}>
        <PartyDialog
          partyId={edited() ?? undefined}
          onClose={(isDone) => {
            setEdited(undefined);
            if (isDone) void pages.again();
          }}
        />
      </Show>
      <Show when={toDisable()}>
        {(partyId) => (
          <Confirm
            title={`Disable ${partyId()}?`}
            text="It cannot log in until it is enabled again, and its sessions end. Its open orders stay in the book."
            verb="Disable"
            onAnswer={(isConfirmed) => {
              const disabled = partyId();
              setToDisable(undefined);
              if (isConfirmed)
                void act(`${disabled} is disabled`, api.admin.disableParty({ partyId: disabled }));
            }}
          />
        )}
      </Show>
    </div>
  );
}

import { createSignal, Show } from 'solid-js';
import { RedleafError } from '../../../typescript/redleaf-error.ts';
import { withoutField } from '../../core/words.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useDashboard } from '../../parts/use.ts';

type Problems = Readonly<Record<string, string | undefined>>;

/** @param partyId whose password it is; undefined for a new party. */
interface Props {
  readonly partyId: string | undefined;
  readonly onClose: (isDone: boolean) => void;
}

/** Adds a party, or gives one another password. */
export function PartyDialog(props: Props) {
  const { api, log } = useDashboard();
  const [partyId, setPartyId] = createSignal('');
  const [partyName, setPartyName] = createSignal('');
  const [password, setPassword] = createSignal('');
  const [isAdmin, setIsAdmin] = createSignal(false);
  const [problems, setProblems] = createSignal<Problems>({});
  const [isSending, setIsSending] = createSignal(false);
  const submit = async () => {
    setProblems({});
    setIsSending(true);
    try {
      const { partyId: known } = props;
      if (known === undefined) {
        const party = { partyId: partyId(), partyName: partyName(), isAdmin: isAdmin() };
        await api.admin.createParty({ ...party, password: password() });
        log.add('good', `party ${partyId()} is created`);
      } else {
        await api.admin.setPassword({ partyId: known, password: password() });
        log.add('good', `the password of ${known} is set; its sessions have ended`);
      }
      props.onClose(true);
    } catch (thrown) {
      const { violations, message, reason } = RedleafError.from(thrown);
      if (reason === 'DUPLICATE_PARTY') setProblems({ party_id: 'is in use' });
      else if (violations.length === 0) setProblems({ form: message });
      else
        setProblems(
          Object.fromEntries(
            violations.map(({ field, message: wrong }) => [field, withoutField(wrong, field)]),
          ),
        );
    } finally {
      setIsSending(false);
    }
  };
  return (
    <Dialog
      title={props.partyId === undefined ? 'New party' : `New password for ${props.partyId}`}
      onClose={() => props.onClose(false)}
    >
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Show when={props.partyId === undefined}>
          <TextField
            id="party-id"
            label="Party"
            value={partyId()}
            problem={problems()['party_id']}
            onInput={setPartyId}
          />
          <TextField
            id="party-name"
            label="Name"
            value={partyName()}
            problem={problems()['party_name']}
            onInput={setPartyName}
          />
        </Show>
        <TextField
          id="party-password"
          label="Password"
          type="password"
          autocomplete="new-password"
          value={password()}
          problem={problems()['password']}
          onInput={setPassword}
        />
        <Show when={props.partyId === undefined}>
          <label class="check">
            <input
              type="checkbox"
              checked={isAdmin()}
              onChange={(event) => setIsAdmin(event.currentTarget.checked)}
            />
            Administrator
          </label>
        </Show>
        <p class="problem" role="alert">
          {problems()['form']}
        </p>
        <div class="row end">
          <button type="button" class="button quiet" onClick={() => props.onClose(false)}>
            Back
          </button>
          <button type="submit" class="button primary" disabled={isSending()}>
            {props.partyId === undefined ? 'Add the party' : 'Set the password'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

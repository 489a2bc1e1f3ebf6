import { createSignal, For } from 'solid-js';
import { RedleafError } from '../../typescript/redleaf-error.ts';
import type { OfferedLogin } from '../core/exchange-settings.ts';
import { useDashboard } from '../parts/use.ts';

/** Who one can trade as with a click each. */
export function DemoLogins(props: { readonly logins: readonly OfferedLogin[] }) {
  const dashboard = useDashboard();
  const [isWaiting, setIsWaiting] = createSignal(false);
  const login = async (partyId: string, password: string) => {
    setIsWaiting(true);
    try {
      await dashboard.session.login(dashboard.api, partyId, password);
    } catch (thrown) {
      dashboard.log.add('error', `Not logged in as ${partyId}: ${RedleafError.from(thrown).message}`);
    } finally {
      setIsWaiting(false);
    }
  };
  return (
    <For each={props.logins}>
      {({ partyId, password }) => (
        <button
          type="button"
          class="button"
          disabled={isWaiting()}
          onClick={() => void login(partyId, password)}
        >
          Trade as {partyId}
        </button>
      )}
    </For>
  );
}

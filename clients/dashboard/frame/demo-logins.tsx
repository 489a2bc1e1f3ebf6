import { For } from 'solid-js';
import type { OfferedLogin } from '../core/exchange-settings.ts';
import type { LoginAttempt } from './use-login.ts';

/** Who one can trade as with a click each. */
export function DemoLogins(props: {
  readonly logins: readonly OfferedLogin[];
  readonly attempt: LoginAttempt;
}) {
  return (
    <For each={props.logins}>
      {({ partyId, password }) => (
        <button
          type="button"
          class="button"
          disabled={props.attempt.isWaiting()}
          onClick={() => void props.attempt.login(partyId, password)}
        >
          Trade as {partyId}
        </button>
      )}
    </For>
  );
}

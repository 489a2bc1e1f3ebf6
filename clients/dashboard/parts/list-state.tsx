import { Match, Switch } from 'solid-js';
import type { Listed } from '../core/pages.ts';
import { LoginHint } from './login-hint.tsx';
import { useDashboard, useSource } from './use.ts';

interface Props {
  readonly listed: Listed<unknown>;
  /** What a list without a row means, and what to do. */
  readonly empty: string;
  /** Why one would log in. */
  readonly logIn: string;
  readonly onRetry: () => void;
}

/** Why a table of the party's own has no rows: nobody is logged in, it is on its way, it failed, or there are none. */
export function ListState(props: Props) {
  const party = useSource(useDashboard().session.party);
  return (
    <Switch fallback={props.empty}>
      <Match when={party() === undefined}>
        <LoginHint why={props.logIn} />
      </Match>
      <Match when={props.listed.problem?.reason === 'HISTORY_OFF'}>
        This exchange keeps no history. New entries appear here.
      </Match>
      <Match when={props.listed.problem}>
        {(problem) => (
          <>
            <p>It could not be read: {problem().message}</p>
            <button type="button" class="button" onClick={() => props.onRetry()}>
              Try again
            </button>
          </>
        )}
      </Match>
      <Match when={props.listed.isLoading}>Reading …</Match>
    </Switch>
  );
}

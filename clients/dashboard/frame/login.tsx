import { Show } from 'solid-js';
import { Dialog } from '../parts/dialog.tsx';
import { useDashboard } from '../parts/use.ts';
import { DemoLogins } from './demo-logins.tsx';
import { useLogin } from './use-login.ts';

export function Login() {
  const dashboard = useDashboard();
  const attempt = useLogin();
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    void attempt.login(String(data.get('party')), String(data.get('password')));
  };
  return (
    <Dialog title="Log in to trade" onClose={() => (dashboard.isLoggingIn.value = false)}>
      <form class="stack" onSubmit={submit}>
        <div class="field">
          <label for="login-party">Party</label>
          <input id="login-party" name="party" class="input" autocomplete="username" required={true} />
        </div>
        <div class="field">
          <label for="login-password">Password</label>
          <input
            id="login-password"
            name="password"
            type="password"
            class="input"
            autocomplete="current-password"
            required={true}
          />
        </div>
        <p class="problem" role="alert">
          {attempt.problem()}
        </p>
        <div class="row end">
          <button type="button" class="button quiet" onClick={() => (dashboard.isLoggingIn.value = false)}>
            Not now
          </button>
          <button type="submit" class="button primary" disabled={attempt.isWaiting()}>
            Log in
          </button>
        </div>
      </form>
      <Show when={dashboard.exchange.logins.length > 0}>
        <div class="demo-logins">
          <DemoLogins logins={dashboard.exchange.logins} attempt={attempt} />
          <p class="faint">This is a demo: play money, and bots to trade with.</p>
        </div>
      </Show>
    </Dialog>
  );
}

import { createMemo, createSignal, Show } from 'solid-js';
import { PANELS } from '../panels/all-panels.ts';
import { useDashboard, useIsPhone, useSource } from '../parts/use.ts';
import { Banner } from './banner.tsx';
import { Guide } from './guide.tsx';
import { KeySheet, useKeys } from './keys.tsx';
import { useLayout } from './layout-store.ts';
import { Login } from './login.tsx';
import { Phone } from './phone.tsx';
import { QuestionDialog } from './question.tsx';
import { StaleNotice, WaitingNotice } from './stale-notice.tsx';
import { Toasts } from './toasts.tsx';
import { Workspace } from './workspace.tsx';

export function App() {
  const dashboard = useDashboard();
  const link = useSource(dashboard.link);
  const isLoggingIn = useSource(dashboard.isLoggingIn);
  const layout = useLayout(dashboard, new Set(PANELS.keys()));
  const isPhone = useIsPhone();
  // Not at the first connection: there is nothing yet that could be old.
  const isStale = createMemo(() => link().state === 'stale' || link().state === 'reconnecting');
  const [hasSheet, setHasSheet] = createSignal(false);
  useKeys(dashboard, layout, () => setHasSheet(true));
  return (
    <div class="page" classList={{ stale: isStale() }}>
      <Banner layout={layout} onHelp={() => setHasSheet(true)} />
      <Show when={isStale()}>
        <StaleNotice />
      </Show>
      <Show when={link().state === 'waiting'}>
        <WaitingNotice />
      </Show>
      <Guide />
      <Show when={isPhone()} fallback={<Workspace layout={layout} />}>
        <Phone />
      </Show>
      <Toasts />
      <QuestionDialog />
      <Show when={hasSheet()}>
        <KeySheet onClose={() => setHasSheet(false)} />
      </Show>
      <Show when={isLoggingIn()}>
        <Login />
      </Show>
    </div>
  );
}

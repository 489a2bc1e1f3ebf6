import { createEffect, createMemo, onCleanup, Show } from 'solid-js';
import { GUIDE_STEPS, GUIDE_TEXTS, guideStep } from '../core/guide.ts';
import { useAccount, useDashboard, useIsPhone, useOpenOrders, useSource } from '../parts/use.ts';
import { DemoLogins } from './demo-logins.tsx';
import { useLogin } from './use-login.ts';

/** Explains the first minute of a demo beside what the user does, until it was seen or sent away; then never again. */
export function Guide() {
  const { exchange, settings } = useDashboard();
  const current = useSource(settings.current);
  const isWanted = createMemo(() => exchange.logins.length > 0 && !current().knowsPage);
  return (
    <Show when={isWanted()}>
      <Steps onEnd={() => settings.change({ knowsPage: true })} />
    </Show>
  );
}

function Steps(props: { readonly onEnd: () => void }) {
  const { exchange, session, ticket, orders } = useDashboard();
  const isPhone = useIsPhone();
  const attempt = useLogin();
  const party = useSource(session.party);
  const form = useSource(ticket);
  const lastTaken = useSource(orders.lastTaken);
  const openOrders = useOpenOrders();
  const closedOrders = useAccount(({ closedOrders }) => closedOrders, []);
  // An order from before the guide was opened again is not of this round.
  const before = orders.lastTaken.value;
  const order = () => {
    const orderId = lastTaken();
    if (orderId === undefined || orderId === before) return undefined;
    const isOpen = openOrders().some((open) => open.order.orderId === orderId);
    if (isOpen) return { isOpen, hasTraded: false };
    // What became of it may come a moment after the answer.
    const closed = closedOrders().find((other) => other.orderId === orderId);
    return closed && { isOpen, hasTraded: closed.cumQuantity > 0n };
  };
  const step = createMemo(() =>
    guideStep({ isLoggedIn: party() !== undefined, hasPrice: form().price !== '', order: order() }),
  );
  const text = () => GUIDE_TEXTS[step()];
  const isOver = () => step() === 'traded' || step() === 'gone';
  // The style sheet marks the panel that the step is about.
  createEffect(() => {
    document.documentElement.dataset['guide'] = step();
  });
  onCleanup(() => {
    delete document.documentElement.dataset['guide'];
  });
  return (
    <section
      class="guide"
      aria-label="First steps"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        props.onEnd();
      }}
    >
      <div role="status">
        <p class="faint">
          First steps, {text().number} of {GUIDE_STEPS}
        </p>
        <h2>{text().title}</h2>
        <p>
          {text().text}
          <Show when={isPhone()}> Look under {text().phonePage}, in the bar below.</Show>
        </p>
      </div>
      <p class="problem" role="alert">
        {attempt.problem()}
      </p>
      <div class="row end">
        <button type="button" class="button quiet" onClick={() => props.onEnd()}>
          {isOver() ? 'Done' : 'Skip'}
        </button>
        <Show when={step() === 'look'}>
          <DemoLogins logins={exchange.logins.slice(0, 1)} attempt={attempt} />
        </Show>
      </div>
    </section>
  );
}

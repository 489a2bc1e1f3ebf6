import { createMemo, For, onCleanup, Show } from 'solid-js';
import { groupedText } from '../core/decimal.ts';
import { Tape } from '../core/tape.ts';
import { durationText } from '../core/time.ts';
import { sideName } from '../core/words.ts';
import { useDashboard, useSource } from '../parts/use.ts';
import type { LayoutStore } from './layout-store.ts';
import leaf from './leaf.svg';
import { Menu } from './menu.tsx';

interface Props {
  readonly layout: LayoutStore;
  readonly hasOpenMenu: boolean;
  readonly onMenu: (isOpen: boolean) => void;
}

/** What is looked at, how it stands, whether that can be trusted, and who looks. */
export function Banner(props: Props) {
  const dashboard = useDashboard();
  const { market, session } = dashboard;
  const instruments = useSource(market.instruments);
  const selected = useSource(market.selected);
  const party = useSource(session.party);
  return (
    <header class="banner">
      <img class="banner-leaf" src={leaf} alt="Redleaf Exchange" />
      <select
        class="banner-symbol"
        aria-label="Instrument"
        onChange={(event) => {
          const wanted = instruments()?.find(({ symbol }) => symbol === event.currentTarget.value);
          if (wanted !== undefined) market.select(wanted);
        }}
      >
        <For each={instruments()}>
          {({ symbol }) => <option selected={symbol === selected()?.symbol}>{symbol}</option>}
        </For>
      </select>
      <div class="banner-facts">
        <Show when={selected()}>{(instrument) => <Facts instrumentId={instrument().instrumentId} />}</Show>
      </div>
      <div class="banner-end">
        <LinkBadge />
        <Show
          when={party()}
          fallback={
            <button type="button" class="button primary" onClick={() => (dashboard.isLoggingIn.value = true)}>
              Log in
            </button>
          }
        >
          {(loggedIn) => (
            <>
              <span class="banner-name">{loggedIn().partyId}</span>
              <button type="button" class="button quiet" onClick={() => void session.logout(dashboard.api)}>
                Log out
              </button>
            </>
          )}
        </Show>
        <button
          type="button"
          class="button quiet"
          aria-label="Menu"
          aria-expanded={props.hasOpenMenu}
          onClick={() => props.onMenu(!props.hasOpenMenu)}
        >
          ☰
        </button>
      </div>
      <Show when={props.hasOpenMenu}>
        <Menu layout={props.layout} onClose={() => props.onMenu(false)} />
      </Show>
    </header>
  );
}

function Facts(props: { readonly instrumentId: number }) {
  const { feed, market } = useDashboard();
  const last = createMemo(() => {
    const tape = new Tape(feed, props.instrumentId);
    onCleanup(tape.close);
    return useSource(tape.trades);
  });
  const trade = () => last()()?.at(-1);
  const instrument = () => market.instrument(props.instrumentId);
  return (
    <>
      <span
        class="banner-last"
        classList={{ [trade() ? sideName(trade()?.aggressorSide ?? 0) : 'muted']: true }}
      >
        <Show when={trade()} fallback="–">
          {(latest) => groupedText(latest().price, instrument()?.priceScale ?? 0)}
        </Show>
      </span>
      <span class="banner-name" title={instrument()?.description}>
        {instrument()?.description}
      </span>
    </>
  );
}

function LinkBadge() {
  const { link } = useDashboard();
  const state = useSource(link);
  const text = () => {
    const { state: now, roundTripMs } = state();
    if (now === 'live') return `live ${roundTripMs === undefined ? '' : durationText(roundTripMs)}`;
    return now;
  };
  return (
    <span
      class={`badge ${state().state}`}
      title="The connection to the exchange, and how long an answer takes"
    >
      {text()}
    </span>
  );
}

import { createMemo, For, type JSX, Show } from 'solid-js';
import type { Instrument } from '../../../gen/redleaf/v1/instrument_pb.ts';
import { durationText } from '../core/time.ts';
import { Change } from '../parts/price.tsx';
import { useDashboard, useSelected, useSource } from '../parts/use.ts';
import { bannerFacts, nextTick } from './banner-facts.ts';
import type { LayoutStore } from './layout-store.ts';
import leaf from './leaf.svg';
import { Menu } from './menu.tsx';

interface Props {
  readonly layout: LayoutStore;
  readonly onHelp: () => void;
}

/** What is looked at, how it stands, whether that can be trusted, and who looks. */
export function Banner(props: Props) {
  const dashboard = useDashboard();
  const { market, session } = dashboard;
  const instruments = useSource(market.instruments);
  const selected = useSelected();
  const party = useSource(session.party);
  return (
    <header class="banner">
      <h1>
        <img class="banner-leaf" src={leaf} alt="Redleaf Exchange" />
      </h1>
      <select
        id="banner-instrument"
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
        <Show when={selected()} keyed>
          {(instrument) => <Facts instrument={instrument} />}
        </Show>
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
                <span class="log-out-text">Log out</span>
                <svg class="log-out-icon" viewBox="0 0 16 16" aria-hidden="true">
                  <path d="M6.5 2.5h-4v11h4M6 8h8M10.5 4.5 14 8l-3.5 3.5" />
                </svg>
              </button>
            </>
          )}
        </Show>
        <Menu layout={props.layout} onHelp={props.onHelp} />
      </div>
    </header>
  );
}

function Facts(props: { readonly instrument: Instrument }) {
  const { market } = useDashboard();
  const statistics = useSource(market.statistics);
  const facts = createMemo(() =>
    bannerFacts(statistics().get(props.instrument.instrumentId), props.instrument),
  );
  // Which way the price went last, however long ago: a trade at the same price changes nothing.
  const tick = createMemo<{ readonly price: number; readonly sign: number }>(
    (before) => nextTick(before, facts().last),
    { price: 0, sign: 0 },
  );
  return (
    <>
      <span class="banner-last" classList={{ buy: tick().sign > 0, sell: tick().sign < 0 }}>
        {facts().lastText}
      </span>
      <span class="banner-name" title={props.instrument.description}>
        {props.instrument.description}
      </span>
      <Fact name="24 h" isChange={true}>
        <Change text={facts().changeText} sign={facts().changeSign} />
      </Fact>
      <For each={facts().others}>
        {({ name, text, title }) => (
          <Fact name={name} title={title}>
            {text}
          </Fact>
        )}
      </For>
    </>
  );
}

function Fact(props: {
  readonly name: string;
  readonly title?: string | undefined;
  /** Which a phone has room for. */
  readonly isChange?: boolean;
  readonly children: JSX.Element;
}) {
  return (
    <dl class="fact" classList={{ change: props.isChange ?? false }} title={props.title}>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </dl>
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
      <span class="badge-text">{text()}</span>
    </span>
  );
}

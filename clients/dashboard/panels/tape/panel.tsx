import { createMemo, For, onCleanup, Show } from 'solid-js';
import type { Instrument } from '../../../../gen/redleaf/v1/instrument_pb.ts';
import { decimalText, groupedText } from '../../core/decimal.ts';
import { Tape } from '../../core/tape.ts';
import { clockText } from '../../core/time.ts';
import { sideName } from '../../core/words.ts';
import { useDashboard, useSelected, useSource } from '../../parts/use.ts';
import type { Panel } from '../panel.ts';
import './tape.css';

export const panel: Panel = { id: 'tape', title: 'Trades', Body: Trades };

const SHOWN = 100;

function Trades() {
  const selected = useSelected();
  return (
    <Show when={selected()} keyed>
      {(instrument) => <List instrument={instrument} />}
    </Show>
  );
}

function List(props: { readonly instrument: Instrument }) {
  const tape = new Tape(useDashboard().feed, props.instrument.instrumentId);
  onCleanup(tape.close);
  const trades = useSource(tape.trades);
  const newest = createMemo(() => trades()?.slice(-SHOWN).reverse() ?? []);
  const { priceScale, quantityScale } = props.instrument;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <div class="tape" tabIndex={0}>
      <div class="tape-row tape-head" aria-hidden="true">
        <span>Price</span>
        <span>Size</span>
        <span>Time</span>
      </div>
      <For each={newest()} fallback={<div class="empty">{trades() ? 'Nothing has traded yet.' : ''}</div>}>
        {(trade) => (
          <div class="tape-row">
            <span class={sideName(trade.aggressorSide)}>
              {decimalText(trade.price, priceScale)}
              <span class="mark" aria-hidden="true">
                {sideName(trade.aggressorSide) === 'buy' ? '▲' : '▼'}
              </span>
            </span>
            <span>{groupedText(trade.quantity, quantityScale)}</span>
            <span class="muted">{clockText(trade.timeNs)}</span>
          </div>
        )}
      </For>
    </div>
  );
}

import { For } from 'solid-js';
import { useDashboard, useSource } from '../../parts/use.ts';
import type { Panel } from '../panel.ts';
import './log.css';

export const panel: Panel = { id: 'log', title: 'Log', Body: Entries };

function Entries() {
  const entries = useSource(useDashboard().log.entries);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <div class="log" role="log" aria-label="Log" tabIndex={0}>
      <For each={entries().toReversed()} fallback={<div class="empty">Nothing has happened yet.</div>}>
        {({ timeMs, kind, text }) => (
          <p class={`log-entry ${kind}`}>
            <time class="muted">{new Date(timeMs).toLocaleTimeString('en-GB')}</time> {text}
          </p>
        )}
      </For>
    </div>
  );
}

import { createSignal, For, onCleanup } from 'solid-js';
import { useDashboard, useSourceNow } from '../parts/use.ts';

const SHOWN_MS = 5_000;
const SHOWN_AT_MOST = 4;

/** The latest entries of the log, for some seconds. */
export function Toasts() {
  const { log } = useDashboard();
  const entries = useSourceNow(log.entries);
  const [now, setNow] = createSignal(Date.now());
  const timer = setInterval(() => setNow(Date.now()), 500);
  onCleanup(() => clearInterval(timer));
  const shown = () =>
    entries()
      .slice(-SHOWN_AT_MOST)
      .filter(({ timeMs }) => Math.max(now(), timeMs) - timeMs < SHOWN_MS);
  return (
    <div class="toasts" role="status" aria-live="polite">
      <For each={shown()}>{({ kind, text }) => <p class={`toast ${kind}`}>{text}</p>}</For>
    </div>
  );
}

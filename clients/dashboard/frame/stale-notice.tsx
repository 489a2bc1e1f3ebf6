import { createSignal, onCleanup } from 'solid-js';
import { durationText } from '../core/time.ts';
import { useDashboard, useSource } from '../parts/use.ts';

/** How old what is shown is, and what the page does about it. */
export function StaleNotice() {
  const dashboard = useDashboard();
  const link = useSource(dashboard.link);
  const [now, setNow] = createSignal(Date.now());
  const timer = setInterval(() => setNow(Date.now()), 250);
  onCleanup(() => clearInterval(timer));
  const age = () => durationText(Math.max(0, now() - link().lastHeardMs));
  const doing = () =>
    link().state === 'stale' ? 'The exchange sends nothing.' : 'The connection is lost; trying again.';
  return (
    <div class="stale-notice" role="alert">
      <p>
        <strong>Not live.</strong> {doing()} What you see is <span>{age()}</span> old.
      </p>
      <button type="button" class="button small" onClick={() => dashboard.reopen()}>
        Try now
      </button>
    </div>
  );
}

/** Nothing has come yet, and why that may be. */
export function WaitingNotice() {
  const dashboard = useDashboard();
  const link = useSource(dashboard.link);
  return (
    <div class="stale-notice" role="alert">
      <p>
        <strong>No market data.</strong>{' '}
        {link().roundTripMs === undefined
          ? 'The exchange does not answer; trying again.'
          : 'The exchange answers, but its stream does not arrive: a proxy may delay it.'}
      </p>
      <button type="button" class="button small" onClick={() => dashboard.reopen()}>
        Try now
      </button>
    </div>
  );
}

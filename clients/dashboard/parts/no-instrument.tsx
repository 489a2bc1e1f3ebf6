import { useDashboard, useSource } from './use.ts';

/** In place of what a panel shows of an instrument: there is none, or it is not known yet whether there is one. */
export function NoInstrument() {
  const instruments = useSource(useDashboard().market.instruments);
  return (
    <div class="empty">{instruments() === undefined ? 'Reading …' : 'No instrument is listed yet.'}</div>
  );
}

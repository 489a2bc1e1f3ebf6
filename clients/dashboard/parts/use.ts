import {
  type Accessor,
  createContext,
  createEffect,
  createMemo,
  createSignal,
  on,
  onCleanup,
  useContext,
} from 'solid-js';
import type { Instrument } from '../../../gen/redleaf/v1/instrument_pb.ts';
import type { Account, OwnOrder } from '../core/account.ts';
import type { Dashboard } from '../core/dashboard.ts';
import type { Source } from '../core/source.ts';

/** The page's parts, for every component. */
export const DashboardContext = createContext<Dashboard>();

export function useDashboard(): Dashboard {
  const dashboard = useContext(DashboardContext);
  if (dashboard === undefined) throw new Error('a component is outside of the page');
  return dashboard;
}

/** What is to be done before the next frame is painted, each once, however often it was asked for. */
const waiting = new Set<() => void>();
let frame = 0;

export function beforeNextFrame(work: () => void): void {
  waiting.add(work);
  if (frame === 0) frame = requestAnimationFrame(runWaiting);
}

function runWaiting(): void {
  frame = 0;
  const works = [...waiting];
  waiting.clear();
  for (const work of works) work();
}

/**
 * A source as a signal that follows it once a frame: a thousand changes in a frame are drawn once, and a page that is not
 * looked at draws nothing.
 */
export function useSource<T>(source: Source<T>): Accessor<T> {
  const [value, setValue] = createSignal(source.value, { equals: false });
  const follow = () => setValue(() => source.value);
  const end = source.subscribe(() => beforeNextFrame(follow));
  onCleanup(() => {
    end();
    waiting.delete(follow);
  });
  return value;
}

/** For what has to be there within the same turn: fields that are typed in, dialogs. */
export function useSourceNow<T>(source: Source<T>): Accessor<T> {
  const [value, setValue] = createSignal(source.value, { equals: false });
  onCleanup(source.subscribe(() => setValue(() => source.value)));
  return value;
}

/** The instrument that is looked at, at once: not even for a frame does a panel show the one before. */
export function useSelected(): Accessor<Instrument | undefined> {
  return useSourceNow(useDashboard().market.selected);
}

/** Open orders of the party that is logged in, of all instruments; none while nobody is. */
export function useOpenOrders(): Accessor<readonly OwnOrder[]> {
  return useAccount(({ openOrders }) => openOrders, []);
}

/** Calls back when somebody else trades on this page, or nobody any more: what one party began is not ended by another. */
export function onPartyChange(callback: () => void): void {
  createEffect(on(useSource(useDashboard().session.party), callback, { defer: true }));
}

/** Something of the party that is logged in. */
export function useAccount<T>(choose: (account: Account) => Source<T>, without: T): Accessor<T> {
  const account = useSource(useDashboard().account);
  const chosen = createMemo(() => {
    const now = account();
    return now === undefined ? () => without : useSource(choose(now));
  });
  return () => chosen()();
}

/** Whether the window is as narrow as a phone. */
export function useIsPhone() {
  const query = matchMedia('(max-width: 767px)');
  const [isPhone, setIsPhone] = createSignal(query.matches);
  const follow = () => setIsPhone(query.matches);
  query.addEventListener('change', follow);
  onCleanup(() => query.removeEventListener('change', follow));
  return isPhone;
}

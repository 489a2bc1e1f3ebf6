import { type Component, createMemo, type JSX, onCleanup, Show } from 'solid-js';
import type { Instrument } from '../../../gen/redleaf/v1/instrument_pb.ts';
import type { Account } from '../core/account.ts';
import { NewestFirst } from '../core/newest-first.ts';
import { type Page, Pages } from '../core/pages.ts';
import type { Source } from '../core/source.ts';
import type { Column } from '../core/table.ts';
import { ListState } from './list-state.tsx';
import { Table } from './table.tsx';
import type { TableTools } from './table-tools.tsx';
import { useDashboard, useSource } from './use.ts';

/** A busy party has thousands a minute: when more are kept, the list is read anew, and they are dropped as far as it has them. */
const MAX_HEARD = 3_000;
/** The history may be behind: what it lacks stays, and is looked at again. */
const READ_AGAIN_MS = 1_000;

/** A body that begins anew with another party. */
export function perParty(Body: Component): Component {
  return () => {
    const account = useSource(useDashboard().account);
    return (
      <Show when={{ account: account() }} keyed>
        <Body />
      </Show>
    );
  };
}

interface Props<Item, Row> {
  readonly label: string;
  readonly tools: TableTools;
  /** A page of what the exchange has, the newest first. */
  readonly read: (pageToken: string, signal: AbortSignal) => Promise<Page<Item>>;
  /** Where the account puts what it hears, the newest first. It keeps only the latest. */
  readonly live: (account: Account) => Source<readonly Item[]>;
  /** What may still change. */
  readonly current?: readonly Item[];
  /** Ascending. */
  readonly numberOf: (item: Item) => bigint;
  readonly timeOf: (item: Item) => bigint;
  readonly rowOf: (item: Item, instrument: Instrument) => Row;
  readonly columns: readonly (Column<Row> & { readonly cell?: (row: () => Row) => JSX.Element })[];
  readonly keyOf: (row: Row) => unknown;
  readonly below?: (row: Row) => readonly Row[];
  readonly onSelect?: (row: Row) => void;
  /** Why one would log in. */
  readonly logIn: string;
  readonly empty: string;
}

/** A table of the party's own things, the newest first: read page by page, and kept up to date by what the account hears. */
export function OwnList<Item extends { readonly instrumentId: number }, Row>(props: Props<Item, Row>) {
  const { account, market, session } = useDashboard();
  const pages = new Pages<Item>((pageToken, signal) => props.read(pageToken, signal));
  onCleanup(pages.close);
  const listed = useSource(pages.listed);
  const instruments = useSource(market.instruments);
  const heard = new NewestFirst<Item>(
    (item) => props.numberOf(item),
    (item) => props.timeOf(item),
  );
  let isOpen = true;
  let isReading = false;
  onCleanup(() => {
    isOpen = false;
  });
  const dropRead = async () => {
    if (!isOpen || isReading || heard.size <= MAX_HEARD) return;
    isReading = true;
    await pages.anew();
    const oldest = pages.listed.value.items.at(-1);
    if (oldest !== undefined) heard.dropBelow(props.numberOf(oldest));
    setTimeout(() => {
      isReading = false;
      void dropRead();
    }, READ_AGAIN_MS);
  };
  /** Everything is heard at once: frames are for drawing, and a page that is not looked at has none. */
  const hear = (source: Source<readonly Item[]>) => {
    let before = source.value;
    heard.add(before);
    const end = source.subscribe(() => {
      const now = source.value;
      // One came, or it is another list.
      heard.add(now[1] === before[0] ? now.slice(0, 1) : now);
      before = now;
      void dropRead();
    });
    onCleanup(end);
    return useSource(source);
  };
  // Another party has a list of its own.
  const live = account.value && hear(props.live(account.value));
  const rows = createMemo(() => {
    instruments();
    live?.();
    const items = heard.with([...listed().items, ...(props.current ?? [])]);
    return items.flatMap((item) => {
      const instrument = market.instrument(item.instrumentId);
      return instrument === undefined ? [] : [props.rowOf(item, instrument)];
    });
  });
  const more = () => {
    if (session.party.value !== undefined) void pages.more();
  };
  return (
    <Table
      label={props.label}
      tools={props.tools}
      rows={rows()}
      columns={props.columns}
      keyOf={props.keyOf}
      {...(props.below === undefined ? {} : { below: props.below })}
      {...(props.onSelect === undefined ? {} : { onSelect: props.onSelect })}
      onEnd={more}
      empty={
        <ListState
          listed={listed()}
          logIn={props.logIn}
          empty={props.empty}
          onRetry={() => void pages.again()}
        />
      }
    />
  );
}

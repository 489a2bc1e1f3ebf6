import { type Component, createEffect, createMemo, type JSX, onCleanup, Show } from 'solid-js';
import type { Instrument } from '../../../gen/redleaf/v1/instrument_pb.ts';
import { NewestFirst } from '../core/newest-first.ts';
import { type Page, Pages } from '../core/pages.ts';
import type { Column } from '../core/table.ts';
import { ListState } from './list-state.tsx';
import { Table } from './table.tsx';
import type { TableTools } from './table-tools.tsx';
import { useDashboard, useSource } from './use.ts';

/** So many that came since are kept beside what is live, and then the list is read anew: a busy party has thousands a minute. */
const HEARD_KEPT = 2_000;

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
  /** What the account has heard since. */
  readonly live: readonly Item[];
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
  const { market, session } = useDashboard();
  const pages = new Pages<Item>((pageToken, signal) => props.read(pageToken, signal));
  onCleanup(pages.close);
  const listed = useSource(pages.listed);
  const instruments = useSource(market.instruments);
  /** What is live, and what was since the list was read. */
  const heard = new NewestFirst<Item>(
    (item) => props.numberOf(item),
    (item) => props.timeOf(item),
  );
  const rows = createMemo(() => {
    instruments();
    heard.add(props.live);
    return heard.with(listed().items).flatMap((item) => {
      const instrument = market.instrument(item.instrumentId);
      return instrument === undefined ? [] : [props.rowOf(item, instrument)];
    });
  });
  createEffect(() => {
    rows();
    if (heard.size <= props.live.length + HEARD_KEPT) return;
    heard.clear();
    void pages.anew();
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

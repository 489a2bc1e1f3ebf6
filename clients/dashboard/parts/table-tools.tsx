import { type Accessor, type Component, createSignal, onCleanup } from 'solid-js';
import { saveFile } from './save-file.ts';

/** What a table does for the controls in its panel's header. */
export interface ShownTable {
  readonly csv: () => string;
  /** Enter in the text to find. */
  readonly chooseFirst: () => void;
}

/** What a panel's header and its table share. */
export interface TableTools {
  /** The text to find. */
  readonly filter: Accessor<string>;
  readonly focusFilter: () => void;
  /** For the panel: the controls. */
  readonly Tools: Component;
  /** The table is there. Returns what takes that back. */
  readonly show: (table: ShownTable) => () => void;
}

/** @param name of the file, and of the panel in words: `order-history`. */
export function createTableTools(name: string): TableTools {
  const [filter, setFilter] = createSignal('');
  const [table, setTable] = createSignal<ShownTable>();
  let input: HTMLInputElement | undefined;
  const words = name.replaceAll('-', ' ');
  return {
    filter,
    focusFilter: () => input?.focus(),
    show(shown) {
      setTable(shown);
      return () => setTable((now) => (now === shown ? undefined : now));
    },
    Tools() {
      // A panel that comes back shows everything.
      onCleanup(() => setFilter(''));
      return (
        <>
          <input
            class="input small"
            type="search"
            ref={(element) => (input = element)}
            placeholder="Filter"
            aria-label={`Filter ${words}`}
            value={filter()}
            onInput={(event) => setFilter(event.currentTarget.value)}
            onKeyDown={(event) => {
              event.stopPropagation();
              if (event.key === 'Enter') table()?.chooseFirst();
              if (event.key !== 'Enter' && event.key !== 'Escape') return;
              setFilter('');
              event.currentTarget.blur();
            }}
          />
          <button
            type="button"
            class="button small"
            aria-label={`Save ${words} as CSV`}
            title="Save the rows that are shown, as a CSV file"
            onClick={() => {
              const text = table()?.csv();
              if (text !== undefined) saveFile(`${name}.csv`, text);
            }}
          >
            CSV
          </button>
        </>
      );
    },
  };
}

import { type Accessor, type Component, createSignal, onCleanup } from 'solid-js';
import { saveFile } from './save-file.ts';

/** What a panel's header and its table share: a text to find, and what the table shows as a file. */
export interface TableTools {
  readonly filter: Accessor<string>;
  /** For the panel: the controls. */
  readonly Tools: Component;
  /** The table says what its file would be. Returns what takes that back. */
  readonly show: (csv: () => string) => () => void;
}

/** @param name of the file, and of the panel in words: `order-history`. */
export function createTableTools(name: string): TableTools {
  const [filter, setFilter] = createSignal('');
  const [csv, setCsv] = createSignal<() => string>();
  const words = name.replaceAll('-', ' ');
  return {
    filter,
    show(text) {
      setCsv(() => text);
      return () => setCsv((now) => (now === text ? undefined : now));
    },
    Tools() {
      // A panel that comes back shows everything.
      onCleanup(() => setFilter(''));
      return (
        <>
          <input
            class="input small"
            type="search"
            placeholder="Filter"
            aria-label={`Filter ${words}`}
            value={filter()}
            onInput={(event) => setFilter(event.currentTarget.value)}
            onKeyDown={(event) => {
              event.stopPropagation();
              if (event.key === 'Escape') setFilter('');
            }}
          />
          <button
            type="button"
            class="button small"
            aria-label={`Save ${words} as CSV`}
            title="Save the rows that are shown, as a CSV file"
            onClick={() => {
              const text = csv()?.();
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

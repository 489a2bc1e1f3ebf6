import { For } from 'solid-js';
import { open, panelsOf } from '../core/layout.ts';
import { PANELS } from '../panels/all-panels.ts';
import { Choices } from '../parts/choices.tsx';
import { useDashboard, useSource } from '../parts/use.ts';
import type { LayoutStore } from './layout-store.ts';
import { useSeenPanels } from './seen-panels.ts';

const THEMES = [
  { value: 'system', label: 'System' },
  { value: 'dark', label: 'Dark' },
  { value: 'light', label: 'Light' },
] as const;

const PALETTES = [
  { value: 'usual', label: 'Green, red' },
  { value: 'colour-blind', label: 'Blue, orange' },
] as const;

/** How the page looks and asks, and which panels it has. */
export function Menu(props: {
  readonly layout: LayoutStore;
  readonly onClose: () => void;
  readonly onHelp: () => void;
}) {
  const { settings } = useDashboard();
  const current = useSource(settings.current);
  const isSeen = useSeenPanels();
  const isOpen = (id: string) => panelsOf(props.layout.root()).includes(id);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes it wherever the focus is in it
    <div class="menu" onKeyDown={(event) => event.key === 'Escape' && props.onClose()}>
      <Choices
        label="Theme"
        choices={THEMES}
        value={current().theme}
        onChoose={(theme) => settings.change({ theme })}
      />
      <Choices
        label="Colours of buy and sell"
        choices={PALETTES}
        value={current().palette}
        onChoose={(palette) => settings.change({ palette })}
      />
      <label class="row">
        <input
          type="checkbox"
          checked={current().confirmOrders}
          onChange={(event) => settings.change({ confirmOrders: event.currentTarget.checked })}
        />
        Ask before an order is sent
      </label>
      <div class="menu-panels">
        <For each={[...PANELS.values()].filter(({ id }) => isSeen()(id))}>
          {({ id, title }) => (
            <button type="button" onClick={() => props.layout.change((root) => open(root, id))}>
              {isOpen(id) ? '✓ ' : '+ '}
              {title}
            </button>
          )}
        </For>
      </div>
      <button type="button" class="button" onClick={() => props.onHelp()}>
        Keys (?)
      </button>
      <button type="button" class="button" onClick={() => props.layout.reset()}>
        Arrange panels as at first
      </button>
    </div>
  );
}

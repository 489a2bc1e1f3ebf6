import { createSignal, For, Show } from 'solid-js';
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

interface Props {
  readonly layout: LayoutStore;
  readonly onHelp: () => void;
}

/** The button and what it opens. It is a popover: the browser closes it at a click outside or Escape, and returns the focus. */
export function Menu(props: Props) {
  let element: HTMLDivElement | undefined;
  const [isOpen, setIsOpen] = createSignal(false);
  return (
    <>
      <button type="button" class="button quiet" aria-label="Menu" popovertarget="menu">
        ☰
      </button>
      <div
        id="menu"
        class="menu"
        popover="auto"
        ref={element}
        onToggle={(event) => setIsOpen(event.newState === 'open')}
      >
        <Show when={isOpen()}>
          <MenuBody
            layout={props.layout}
            onHelp={() => {
              // First: the focus returns from the sheet to where it was before it.
              element?.hidePopover();
              props.onHelp();
            }}
          />
        </Show>
      </div>
    </>
  );
}

/** How the page looks, asks and sounds, and which panels it has. */
function MenuBody(props: Props) {
  const { exchange, settings } = useDashboard();
  const current = useSource(settings.current);
  const isSeen = useSeenPanels();
  const isOpen = (id: string) => panelsOf(props.layout.root()).includes(id);
  return (
    <>
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
        Confirm each order before it is sent
      </label>
      <label class="row">
        <input
          type="checkbox"
          checked={current().oneClickTrading}
          onChange={(event) => settings.change({ oneClickTrading: event.currentTarget.checked })}
        />
        Ctrl click on a price of the book sends without a question
      </label>
      <label class="row">
        <input
          type="checkbox"
          checked={current().sound}
          onChange={(event) => settings.change({ sound: event.currentTarget.checked })}
        />
        A sound for a fill or a reject
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
        Reset the layout
      </button>
      <Show when={exchange.logins.length > 0}>
        <button type="button" class="button" onClick={() => settings.change({ knowsPage: false })}>
          First steps
        </button>
      </Show>
    </>
  );
}

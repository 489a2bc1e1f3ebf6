import { For, onCleanup, onMount } from 'solid-js';
import { Side } from '../../../gen/redleaf/v1/order_pb.ts';
import type { Dashboard } from '../core/dashboard.ts';
import { KEY_SHEET, type KeyAction, keyAction, NUMBERED_PANELS, type Typing } from '../core/keys.ts';
import { open } from '../core/layout.ts';
import { PANELS } from '../panels/all-panels.ts';
import { Dialog } from '../parts/dialog.tsx';
import type { LayoutStore } from './layout-store.ts';

/** Listens to the keys of the page, wherever its focus is. */
export function useKeys(dashboard: Dashboard, layout: LayoutStore, onHelp: () => void): void {
  const listen = (event: KeyboardEvent) => {
    // A dialog and the menu have the keys for themselves.
    if (event.defaultPrevented || document.querySelector('dialog[open], :popover-open') !== null) return;
    const action = keyAction(event, typingIn(event.target));
    if (action === undefined) return;
    event.preventDefault();
    act(action, dashboard, layout, onHelp);
  };
  onMount(() => document.addEventListener('keydown', listen));
  onCleanup(() => document.removeEventListener('keydown', listen));
}

function act(action: KeyAction, dashboard: Dashboard, layout: LayoutStore, onHelp: () => void): void {
  const { ticket, market } = dashboard;
  switch (action.kind) {
    case 'side':
      ticket.value = { ...ticket.value, side: action.side === 'buy' ? Side.BUY : Side.SELL };
      return;
    case 'focus':
      focus(action.field === 'instrument' ? 'banner-instrument' : `ticket-${action.field}`);
      return;
    case 'clear':
      ticket.value = { ...ticket.value, price: '', quantity: '' };
      return;
    case 'cancel':
      dashboard.cancelSelected();
      return;
    case 'cancel-all':
      dashboard.askToCancelAll(market.selected.value);
      return;
    case 'panel': {
      const id = NUMBERED_PANELS[action.index];
      if (id !== undefined && PANELS.has(id)) layout.change((root) => open(root, id));
      return;
    }
    case 'help':
      onHelp();
  }
}

function focus(id: string): void {
  const element = document.getElementById(id);
  element?.focus();
  if (element instanceof HTMLInputElement) element.select();
}

function typingIn(target: EventTarget | null): Typing {
  if (target instanceof HTMLInputElement) {
    if (target.type === 'checkbox') return 'nothing';
    return target.inputMode === 'decimal' ? 'number' : 'text';
  }
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement ? 'text' : 'nothing';
}

export function KeySheet(props: { readonly onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={props.onClose}>
      <dl class="key-sheet">
        <For each={KEY_SHEET}>
          {([keys, what]) => (
            <>
              <dt>{keys}</dt>
              <dd>{what}</dd>
            </>
          )}
        </For>
      </dl>
      <div class="row end">
        <button type="button" class="button" onClick={() => props.onClose()}>
          Close
        </button>
      </div>
    </Dialog>
  );
}

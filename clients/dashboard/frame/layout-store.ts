import { createEffect, on } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import type { Dashboard } from '../core/dashboard.ts';
import { type Node, readLayout } from '../core/layout.ts';
import { useSource } from '../parts/use.ts';
import { firstLayout } from './default-layouts.ts';

/** The layout of the party that is logged in, as it was left; each party has its own. */
export function useLayout({ session, storage }: Dashboard, panels: ReadonlySet<string>) {
  const party = useSource(session.party);
  const key = () => `layout:${party()?.partyId ?? ''}`;
  const first = () => readLayout(firstLayout(innerWidth), panels);
  const kept = () => readLayout(storage.read(key()), panels) ?? first();
  const [layout, setLayout] = createStore<{ root: Node | undefined }>({ root: kept() });
  // Panels that stay where they are keep their state.
  const show = (root: Node | undefined) => setLayout('root', reconcile(root, { key: null, merge: true }));
  createEffect(on(key, () => show(kept()), { defer: true }));
  return {
    root: () => layout.root,
    change(changed: (root: Node | undefined) => Node | undefined) {
      // A copy: a store must not be a part of what is put into it.
      const root = changed(structuredCloneOf(layout.root));
      storage.write(key(), root);
      show(root);
    },
    reset() {
      storage.write(key(), null);
      show(first());
    },
  };
}

export type LayoutStore = ReturnType<typeof useLayout>;

function structuredCloneOf(node: Node | undefined): Node | undefined {
  if (node === undefined) return undefined;
  if (node.kind === 'tabs') return { kind: 'tabs', panels: [...node.panels], active: node.active };
  return {
    kind: node.kind,
    children: node.children.flatMap((child) => structuredCloneOf(child) ?? []),
    shares: [...node.shares],
  };
}

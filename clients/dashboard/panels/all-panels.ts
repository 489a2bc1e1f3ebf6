import type { Panel } from './panel.ts';

const modules = import.meta.glob<Panel>('./*/panel.tsx', { eager: true, import: 'panel' });

/** By id, in order of their folders. */
export const PANELS: ReadonlyMap<string, Panel> = new Map(
  Object.values(modules).map((panel) => [panel.id, panel]),
);

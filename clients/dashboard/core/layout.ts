/** How the panels are arranged: a tree of rows and columns, with tabs at its leaves. All functions leave their input as it is. */
export type Node = Split | Tabs;

export interface Split {
  readonly kind: 'row' | 'column';
  readonly children: readonly Node[];
  /** Share of each child, in the same order; they sum up to 1. */
  readonly shares: readonly number[];
}

export interface Tabs {
  readonly kind: 'tabs';
  /** Never empty. */
  readonly panels: readonly string[];
  readonly active: string;
}

/** From the root: which child at each split. */
export type Path = readonly number[];

/** Where a panel is dropped on others. */
export type Place = 'tab' | 'left' | 'right' | 'above' | 'below';

const MIN_SHARE = 0.06;

export function tabs(...panels: [string, ...string[]]): Tabs {
  return { kind: 'tabs', panels, active: panels[0] };
}

export function split(
  kind: Split['kind'],
  ...parts: readonly (readonly [share: number, node: Node])[]
): Split {
  const total = parts.reduce((sum, [share]) => sum + share, 0);
  return { kind, children: parts.map(([, node]) => node), shares: parts.map(([share]) => share / total) };
}

export function panelsOf(node: Node | undefined): readonly string[] {
  if (node === undefined) return [];
  return node.kind === 'tabs' ? node.panels : node.children.flatMap(panelsOf);
}

/** Shows a panel among the tabs that it is in. */
export function activate(root: Node, panel: string): Node {
  return mapTabs(root, (leaf) => (leaf.panels.includes(panel) ? { ...leaf, active: panel } : leaf));
}

/** Moves the line between two neighbours of a split, by a part of its length. */
export function resize(root: Node, path: Path, line: number, by: number): Node {
  return at(root, path, (node) => {
    const before = node.kind === 'tabs' ? undefined : node.shares[line];
    const after = node.kind === 'tabs' ? undefined : node.shares[line + 1];
    if (node.kind === 'tabs' || before === undefined || after === undefined) return node;
    const moved = Math.min(Math.max(by, MIN_SHARE - before), after - MIN_SHARE);
    const shares = node.shares.map((share, index) =>
      index === line ? share + moved : index === line + 1 ? share - moved : share,
    );
    return { ...node, shares };
  });
}

/** Undefined when nothing is left. */
export function close(root: Node, panel: string): Node | undefined {
  if (root.kind === 'tabs') {
    const panels = root.panels.filter((other) => other !== panel);
    const [first] = panels;
    if (first === undefined) return undefined;
    return { ...root, panels, active: root.active === panel ? first : root.active };
  }
  const kept = root.children.flatMap((child, index): (readonly [number, Node])[] => {
    const left = close(child, panel);
    return left === undefined ? [] : [[root.shares[index] ?? 0, left]];
  });
  const [only] = kept;
  if (only === undefined) return undefined;
  return kept.length === 1 ? only[1] : split(root.kind, ...kept);
}

/** Puts a panel that is elsewhere, or nowhere, beside or among the tabs in which another is. */
export function move(root: Node, panel: string, target: string, place: Place): Node {
  if (panel === target) return root;
  const without = close(root, panel);
  if (without === undefined) return root;
  return mapTabs(without, (leaf) => {
    if (!leaf.panels.includes(target)) return leaf;
    if (place === 'tab') return { ...leaf, panels: [...leaf.panels, panel], active: panel };
    const kind = place === 'left' || place === 'right' ? 'row' : 'column';
    const isFirst = place === 'left' || place === 'above';
    const own = tabs(panel);
    return isFirst ? split(kind, [1, own], [1, leaf]) : split(kind, [1, leaf], [1, own]);
  });
}

/** Opens a panel that was closed, beside the last one. */
export function open(root: Node | undefined, panel: string): Node {
  if (root === undefined) return tabs(panel);
  const panels = panelsOf(root);
  const last = panels.at(-1);
  if (panels.includes(panel) || last === undefined) return activate(root, panel);
  return move(root, panel, last, 'tab');
}

/** A layout that was kept, without what is no panel any more; undefined when it is no layout. */
export function readLayout(kept: unknown, known: ReadonlySet<string>): Node | undefined {
  if (typeof kept !== 'object' || kept === null || !('kind' in kept)) return undefined;
  if (kept.kind === 'tabs') {
    if (!('panels' in kept && Array.isArray(kept.panels) && 'active' in kept)) return undefined;
    const panels = kept.panels.filter(
      (panel): panel is string => typeof panel === 'string' && known.has(panel),
    );
    const [first, ...others] = panels;
    if (first === undefined) return undefined;
    return { ...tabs(first, ...others), active: panels.find((panel) => panel === kept.active) ?? first };
  }
  if (kept.kind !== 'row' && kept.kind !== 'column') return undefined;
  if (
    !('children' in kept && Array.isArray(kept.children) && 'shares' in kept && Array.isArray(kept.shares))
  ) {
    return undefined;
  }
  const { shares } = kept;
  const parts = kept.children.flatMap((child: unknown, index): (readonly [number, Node])[] => {
    const node = readLayout(child, known);
    const share: unknown = shares[index];
    return node === undefined ? [] : [[typeof share === 'number' && share > 0 ? share : 0.5, node]];
  });
  const [only] = parts;
  if (only === undefined) return undefined;
  const read = parts.length === 1 ? only[1] : split(kept.kind, ...parts);
  return new Set(panelsOf(read)).size === panelsOf(read).length ? read : undefined;
}

function at(node: Node, path: Path, change: (node: Node) => Node): Node {
  const [index, ...rest] = path;
  if (index === undefined) return change(node);
  if (node.kind === 'tabs') return node;
  const children = node.children.map((child, i) => (i === index ? at(child, rest, change) : child));
  return { ...node, children };
}

function mapTabs(node: Node, change: (leaf: Tabs) => Node): Node {
  if (node.kind === 'tabs') return change(node);
  return { ...node, children: node.children.map((child) => mapTabs(child, change)) };
}

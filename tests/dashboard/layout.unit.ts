import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  activate,
  close,
  move,
  type Node,
  open,
  type Place,
  panelsOf,
  readLayout,
  resize,
  split,
  tabs,
} from '../../clients/dashboard/core/layout.ts';

const ROOT = split('row', [1, tabs('a', 'b')], [3, split('column', [1, tabs('c')], [1, tabs('d')])]);
const KNOWN = new Set(['a', 'b', 'c', 'd', 'e']);

function sumsOf(node: Node): number[] {
  if (node.kind === 'tabs') return [];
  return [node.shares.reduce((sum, share) => sum + share, 0), ...node.children.flatMap(sumsOf)];
}

it('a line moves between its two neighbours, and leaves each something', () => {
  const moved = resize(ROOT, [], 0, 0.25);
  expect(moved).toMatchObject({ shares: [0.5, 0.5] });
  const far = resize(ROOT, [1], 0, 5);
  expect(far).toMatchObject({ children: [{}, { shares: [expect.closeTo(0.94), expect.closeTo(0.06)] }] });
  expect(resize(ROOT, [0], 0, 0.1)).toEqual(ROOT);
});

it('a panel that is closed leaves its place to its neighbours', () => {
  expect(close(ROOT, 'c')).toEqual(split('row', [1, tabs('a', 'b')], [3, tabs('d')]));
  expect(close(tabs('a'), 'a')).toBeUndefined();
  expect(close(activate(ROOT, 'b'), 'b')).toMatchObject({ children: [{ panels: ['a'], active: 'a' }, {}] });
});

it('a panel goes beside another, or among its tabs', () => {
  const beside = move(ROOT, 'a', 'd', 'right');
  expect(beside).toMatchObject({
    children: [
      { panels: ['b'] },
      {
        kind: 'column',
        children: [{ panels: ['c'] }, { kind: 'row', children: [{ panels: ['d'] }, { panels: ['a'] }] }],
      },
    ],
  });
  expect(panelsOf(move(ROOT, 'a', 'd', 'tab'))).toEqual(['b', 'c', 'd', 'a']);
  expect(open(ROOT, 'e')).toMatchObject({
    children: [{}, { children: [{}, { panels: ['d', 'e'], active: 'e' }] }],
  });
  expect(open(undefined, 'e')).toEqual(tabs('e'));
});

it('whatever is done, every panel is there once, shares sum up, and what is kept is read as it was', () => {
  const panel = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const place = fc.constantFrom<Place>('tab', 'left', 'right', 'above', 'below');
  const step = fc.tuple(fc.constantFrom('move', 'close', 'open', 'activate'), panel, panel, place);
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      let root: Node | undefined = ROOT;
      for (const [kind, first, second, where] of steps) {
        if (kind === 'open') root = open(root, first);
        else if (root === undefined) continue;
        else if (kind === 'close') root = close(root, first);
        else if (kind === 'activate') root = activate(root, first);
        else if (panelsOf(root).includes(second)) root = move(root, first, second, where);
        const panels = panelsOf(root);
        expect(new Set(panels).size).toBe(panels.length);
        if (root === undefined) continue;
        for (const sum of sumsOf(root)) expect(sum).toBeCloseTo(1);
        const read = readLayout(JSON.parse(JSON.stringify(root)), KNOWN);
        expect(panelsOf(read)).toEqual(panels);
      }
    }),
  );
});

it.each([
  ['nothing', null],
  ['a text', 'row'],
  ['another kind', { kind: 'circle' }],
  ['no panels', { kind: 'tabs', panels: [], active: 'a' }],
  ['panels of another version', { kind: 'tabs', panels: ['gone'], active: 'gone' }],
  ['no shares', { kind: 'row', children: [tabs('a')] }],
  ['a panel twice', split('row', [1, tabs('a')], [1, tabs('a')])],
])('a layout that was kept as %s is none', (_what, kept) => {
  expect(readLayout(kept, KNOWN)).toBeUndefined();
});

it('a panel that is no more leaves no hole', () => {
  expect(readLayout(split('row', [1, tabs('gone')], [1, tabs('b', 'gone')]), KNOWN)).toEqual(tabs('b'));
});

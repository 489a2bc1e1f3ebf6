import { createSignal, For, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import {
  activate,
  close,
  move,
  type Node,
  type Path,
  type Place,
  resize,
  type Split,
  type Tabs,
} from '../core/layout.ts';
import { PANELS } from '../panels/all-panels.ts';
import type { LayoutStore } from './layout-store.ts';
import { useSeenPanels } from './seen-panels.ts';

/** The tab that is being dragged. */
const [dragged, setDragged] = createSignal<string>();

const KEY_STEP = 0.02;

export function Workspace(props: { readonly layout: LayoutStore }) {
  return (
    <main class="workspace">
      <Show
        when={props.layout.root()}
        fallback={
          <div class="empty">
            <p>All panels are closed.</p>
            <button type="button" class="button" onClick={() => props.layout.reset()}>
              Reset the layout
            </button>
          </div>
        }
      >
        {(root) => <NodeView node={root()} path={[]} layout={props.layout} />}
      </Show>
    </main>
  );
}

interface NodeProps<Kind> {
  readonly node: Kind;
  readonly path: Path;
  readonly layout: LayoutStore;
}

function NodeView(props: NodeProps<Node>) {
  const asSplit = () => (props.node.kind === 'tabs' ? undefined : props.node);
  const asTabs = () => (props.node.kind === 'tabs' ? props.node : undefined);
  return (
    <>
      <Show when={asSplit()}>{(node) => <SplitView {...props} node={node()} />}</Show>
      <Show when={asTabs()}>{(node) => <TabsView {...props} node={node()} />}</Show>
    </>
  );
}

function SplitView(props: NodeProps<Split>) {
  let element: HTMLDivElement | undefined;
  return (
    <div class="split" classList={{ column: props.node.kind === 'column' }} ref={element}>
      <For each={props.node.children}>
        {(child, index) => (
          <>
            <Show when={index() > 0}>
              <Splitter
                isColumn={props.node.kind === 'column'}
                size={() => sizeOf(element, props.node.kind)}
                onMove={(by) =>
                  props.layout.change((root) => root && resize(root, props.path, index() - 1, by))
                }
              />
            </Show>
            <div class="split-part" style={{ 'flex-grow': props.node.shares[index()] }}>
              <NodeView node={child} path={[...props.path, index()]} layout={props.layout} />
            </div>
          </>
        )}
      </For>
    </div>
  );
}

function sizeOf(element: HTMLElement | undefined, kind: Split['kind']): number {
  return (kind === 'column' ? element?.clientHeight : element?.clientWidth) || 1;
}

interface SplitterProps {
  readonly isColumn: boolean;
  readonly size: () => number;
  /** By a part of the whole. */
  readonly onMove: (by: number) => void;
}

/** The line between two panels: it is dragged, or moved with the arrow keys. */
function Splitter(props: SplitterProps) {
  const [last, setLast] = createSignal<number>();
  const at = (event: PointerEvent) => (props.isColumn ? event.clientY : event.clientX);
  return (
    <div
      class="splitter"
      role="separator"
      aria-orientation={props.isColumn ? 'horizontal' : 'vertical'}
      aria-label="Size of the panels beside"
      aria-valuenow={50}
      tabIndex={0}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setLast(at(event));
      }}
      onPointerMove={(event) => {
        const from = last();
        if (from === undefined) return;
        setLast(at(event));
        props.onMove((at(event) - from) / props.size());
      }}
      onPointerUp={() => setLast(undefined)}
      onPointerCancel={() => setLast(undefined)}
      onKeyDown={(event) => {
        const back = props.isColumn ? 'ArrowUp' : 'ArrowLeft';
        const forth = props.isColumn ? 'ArrowDown' : 'ArrowRight';
        if (event.key !== back && event.key !== forth) return;
        event.preventDefault();
        props.onMove(event.key === back ? -KEY_STEP : KEY_STEP);
      }}
    />
  );
}

function TabsView(props: NodeProps<Tabs>) {
  const [place, setPlace] = createSignal<Place>();
  const isSeen = useSeenPanels();
  const shown = () => props.node.panels.filter(isSeen());
  const active = () => PANELS.get(shown().find((id) => id === props.node.active) ?? shown()[0] ?? '');
  const drop = () => {
    const panel = dragged();
    const where = place();
    setPlace(undefined);
    setDragged(undefined);
    if (panel === undefined || where === undefined) return;
    const target = props.node.panels.find((other) => other !== panel);
    if (target !== undefined) props.layout.change((root) => root && move(root, panel, target, where));
  };
  return (
    <section
      class="panel"
      aria-label={active()?.title}
      onDragOver={(event) => {
        if (dragged() === undefined) return;
        event.preventDefault();
        setPlace(placeAt(event));
      }}
      onDragLeave={() => setPlace(undefined)}
      onDrop={drop}
    >
      <header class="panel-header">
        <div class="tabs" role="tablist">
          <For each={shown()}>
            {(id) => (
              <button
                type="button"
                role="tab"
                class="tab"
                draggable={true}
                aria-selected={id === active()?.id}
                onClick={() => props.layout.change((root) => root && activate(root, id))}
                onAuxClick={(event) => {
                  if (event.button === 1) props.layout.change((root) => root && close(root, id));
                }}
                onDragStart={() => setDragged(id)}
                onDragEnd={() => setDragged(undefined)}
              >
                {PANELS.get(id)?.title}
              </button>
            )}
          </For>
        </div>
        <div class="panel-tools">
          <Show when={active()?.Tools}>{(tools) => <Dynamic component={tools()} />}</Show>
          <button
            type="button"
            class="panel-close"
            aria-label={`Close ${active()?.title}`}
            title="Close; the menu of panels opens it again"
            onClick={() => props.layout.change((root) => root && close(root, props.node.active))}
          >
            ×
          </button>
        </div>
      </header>
      <div class="panel-body" role="tabpanel">
        <Show when={active()} keyed>
          {(panel) => <Dynamic component={panel.Body} />}
        </Show>
      </div>
      <Show when={place()}>{(where) => <div class={`drop drop-${where()}`} />}</Show>
    </section>
  );
}

/** Near an edge: beside; else among the tabs. */
function placeAt(event: DragEvent & { readonly currentTarget: HTMLElement }): Place {
  const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
  const x = (event.clientX - left) / width;
  const y = (event.clientY - top) / height;
  const edges = [
    ['left', x],
    ['right', 1 - x],
    ['above', y],
    ['below', 1 - y],
  ] as const;
  const [nearest, distance] = edges.reduce((best, edge) => (edge[1] < best[1] ? edge : best));
  return distance < 0.22 && event.clientY - top > 28 ? nearest : 'tab';
}

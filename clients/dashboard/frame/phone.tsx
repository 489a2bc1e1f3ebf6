import { createSignal, For, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { PANELS } from '../panels/all-panels.ts';
import { PHONE_PAGES } from './default-layouts.ts';
import { useSeenPanels } from './seen-panels.ts';

/** One column, with a bar at the bottom that chooses what is in it. */
export function Phone() {
  const isSeen = useSeenPanels();
  const [page, setPage] = createSignal(0);
  const [chosen, setChosen] = createSignal<string>();
  const known = () => PHONE_PAGES[page()]?.panels.filter(isSeen()) ?? [];
  const shown = () => known().find((id) => id === chosen()) ?? known()[0];
  return (
    <>
      <main class="workspace phone">
        <section class="panel" aria-label={PHONE_PAGES[page()]?.title}>
          <Show when={known().length > 1}>
            <header class="panel-header">
              <div class="tabs" role="tablist">
                <For each={known()}>
                  {(id) => (
                    <button
                      type="button"
                      role="tab"
                      class="tab"
                      aria-selected={id === shown()}
                      onClick={() => setChosen(id)}
                    >
                      {PANELS.get(id)?.title}
                    </button>
                  )}
                </For>
              </div>
            </header>
          </Show>
          <div class="panel-body">
            <Show
              when={PANELS.get(shown() ?? '')}
              keyed
              fallback={<div class="empty">Nothing here yet.</div>}
            >
              {(panel) => <Dynamic component={panel.Body} />}
            </Show>
          </div>
        </section>
      </main>
      <nav class="phone-bar" aria-label="Parts of the page">
        <For each={PHONE_PAGES}>
          {({ title }, index) => (
            <button
              type="button"
              aria-current={index() === page() ? 'page' : undefined}
              onClick={() => setPage(index())}
            >
              {title}
            </button>
          )}
        </For>
      </nav>
    </>
  );
}

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
  const panel = () => PANELS.get(shown() ?? '');
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
              <Show when={panel()?.Tools}>
                {(tools) => (
                  <div class="panel-tools">
                    <Dynamic component={tools()} />
                  </div>
                )}
              </Show>
            </header>
          </Show>
          <div class="panel-body">
            <Show when={panel()} keyed fallback={<div class="empty">Nothing here yet.</div>}>
              {({ Body }) => <Body />}
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

import type { CoreMemory } from '../link/link-memory.ts';
import { Bell } from '../rings/bell.ts';

/** Calls back when the core has published something, until it is stopped. */
export function watchCommits(
  { published }: CoreMemory,
  onPublished: () => void,
): { readonly stop: () => void } {
  const bell = new Bell(published);
  let isWatching = true;
  const watch = async () => {
    while (isWatching) {
      await bell.heard();
      if (isWatching) onPublished();
    }
  };
  void watch();
  return {
    stop() {
      isWatching = false;
    },
  };
}

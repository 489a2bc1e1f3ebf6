import type { Component } from 'solid-js';

/** A part of the page that can be moved. A folder of `panels/` exports one as `panel` from its `panel.tsx`; nothing else has to know it. */
export interface Panel {
  /** Names it in kept layouts: never changes. */
  readonly id: string;
  readonly title: string;
  /** What it shows. It is there only while its tab is seen: what it subscribes to, it ends with `onCleanup`. */
  readonly Body: Component;
  /** Small controls at the right end of its header. */
  readonly Tools?: Component;
  /** Others do not see its tab. */
  readonly isForAdmins?: boolean;
}

import { Source } from './source.ts';

export type LogKind = 'info' | 'good' | 'warning' | 'error';

export interface LogEntry {
  readonly id: number;
  readonly timeMs: number;
  readonly kind: LogKind;
  readonly text: string;
}

const KEPT = 200;

/** What the page has done and heard, in words: the newest last. The table shows all of it, the corner the latest for a while. */
export class Log {
  readonly entries = new Source<readonly LogEntry[]>([]);
  #lastId = 0;

  add(kind: LogKind, text: string): void {
    this.#lastId += 1;
    const entry = { id: this.#lastId, timeMs: Date.now(), kind, text };
    this.entries.value = [...this.entries.value.slice(1 - KEPT), entry];
  }
}

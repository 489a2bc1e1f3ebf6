import { Presets, SingleBar } from 'cli-progress';

export interface Progress extends Disposable {
  /** @param total when it is known only now. */
  update(value: number, total?: number): void;
}

/** Leaves room for the longest text in a terminal of 80. */
const BAR_COLUMNS = 30;

/** A bar on the terminal until it is disposed of; nothing where the standard error is no terminal. */
export function showProgress(format: string, total = 0): Progress {
  if (!process.stderr.isTTY) return { update() {}, [Symbol.dispose]() {} };
  const bar = new SingleBar(
    { format: `{bar} ${format}, {duration_formatted}`, barsize: BAR_COLUMNS, clearOnComplete: true },
    Presets.shades_classic,
  );
  // A bar of nothing would be full.
  if (total > 0) bar.start(total, 0);
  return {
    update(value, newTotal = total) {
      if (!bar.isActive) bar.start(newTotal, value);
      bar.setTotal(newTotal);
      bar.update(value);
    },
    [Symbol.dispose]() {
      bar.stop();
    },
  };
}

/** The same for work that waits for nothing. */
export function withProgress<Result>(format: string, work: (update: Progress['update']) => Result): Result {
  using progress = showProgress(format);
  return work((value, total) => progress.update(value, total));
}

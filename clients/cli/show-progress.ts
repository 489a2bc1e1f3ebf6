import { Presets, SingleBar } from 'cli-progress';

export interface Progress extends Disposable {
  /** @param total when it is known only now. */
  update(value: number, total?: number): void;
}

/** A bar on the terminal until it is disposed of; nothing where the standard error is no terminal. */
export function showProgress(format: string, total = 0): Progress {
  if (!process.stderr.isTTY) return { update() {}, [Symbol.dispose]() {} };
  const bar = new SingleBar(
    { format: `{bar} ${format}, {duration_formatted}`, clearOnComplete: true },
    Presets.shades_classic,
  );
  bar.start(total, 0);
  return {
    update(value, newTotal) {
      if (newTotal !== undefined) bar.setTotal(newTotal);
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

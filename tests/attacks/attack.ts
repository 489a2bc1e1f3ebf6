import type { Attacker } from './attacker.ts';

/** One way to hurt an exchange. */
export interface Attack {
  /** For the command line and for tables. */
  readonly name: string;
  /** What it does, in a few words. */
  readonly what: string;
  /** How much of it: in a test that runs with all others, in a benchmark of seconds, and, if that is more, in a campaign. */
  readonly size: { readonly small: number; readonly large: number; readonly largest?: number };
  /** Whether it is over when all was sent, and begins again; else it holds on to what it has. */
  readonly repeats: boolean;
  /** Resolves when all of `size` was sent and, if it repeats, answered; or soon after `signal` has aborted. */
  readonly run: (attacker: Attacker, size: number, signal: AbortSignal) => Promise<void>;
}

/** Runs `task` `count` times, `atOnce` at a time, until `signal` aborts. */
export async function inParallel(
  count: number,
  atOnce: number,
  signal: AbortSignal,
  task: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < count && !signal.aborted) {
      const index = next;
      next += 1;
      await task(index);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

/** Resolves when `signal` has aborted, or `done` has resolved. */
export async function untilAborted(done: Promise<unknown>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = () => resolve();
  signal.addEventListener('abort', stop, { once: true });
  await Promise.race([done, promise]);
  signal.removeEventListener('abort', stop);
}

import type { Attacker } from './attacker.ts';

/** One way to attack an exchange. */
export interface Attack {
  /** Name on the command line and in tables. */
  readonly name: string;
  /** A short description. */
  readonly what: string;
  /** Amount for a test (`small`), for a benchmark (`large`), and for a campaign (`largest`, by default `large`). */
  readonly size: { readonly small: number; readonly large: number; readonly largest?: number };
  /** Whether it starts again after everything was sent. Otherwise it keeps everything open. */
  readonly repeats: boolean;
  /** Resolves when `size` was sent and, if it repeats, answered; or soon after `signal` aborts. */
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

/** Resolves when `signal` aborts or `done` resolves. */
export async function untilAborted(done: Promise<unknown>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = () => resolve();
  signal.addEventListener('abort', stop, { once: true });
  await Promise.race([done, promise]);
  signal.removeEventListener('abort', stop);
}

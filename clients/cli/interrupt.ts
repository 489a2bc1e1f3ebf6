import { constants } from 'node:os';

/** A Ctrl-C comes twice: from the terminal, and again from npm, which passes it on. */
const SAME_SIGNAL_MS = 500;
/** How soon a parent that has ended is noticed. */
const PARENT_CHECK_MS = 500;

/**
 * Aborted by the first Ctrl-C, SIGTERM, or SIGHUP of a terminal that is closed, which then is no error. A second Ctrl-C or SIGTERM
 * ends the process at once. A second SIGHUP does not: a terminal that is closed sends several.
 *
 * Aborted too when npm or npx, under which the command runs, has ended without passing a signal on: the exchange would go
 * on as an orphan that holds its data folder.
 */
export function interruptSignal(): AbortSignal {
  const interrupt = new AbortController();
  let abortedMs = 0;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      const isSecond = interrupt.signal.aborted && performance.now() - abortedMs > SAME_SIGNAL_MS;
      if (isSecond && name !== 'SIGHUP') process.exit(128 + constants.signals[name]);
      if (!interrupt.signal.aborted) abortedMs = performance.now();
      interrupt.abort();
    });
  }
  if (isPartOfAnotherCommand()) abortWithParent(interrupt);
  return interrupt.signal;
}

/** Whether npm, npx or the launcher of `redleaf` waits for this process to end. */
function isPartOfAnotherCommand(): boolean {
  return process.env['npm_command'] !== undefined || process.env['REDLEAF_LAUNCHER'] !== undefined;
}

function abortWithParent(interrupt: AbortController): void {
  const parent = process.ppid;
  const check = setInterval(() => {
    if (process.ppid !== parent) interrupt.abort();
  }, PARENT_CHECK_MS);
  check.unref();
  interrupt.signal.addEventListener('abort', () => clearInterval(check), { once: true });
}

export async function interrupted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** Says on the terminal why nothing comes for a while. */
export function connectionLost(): void {
  process.stderr.write('redleaf: the connection was lost; trying again\n');
}

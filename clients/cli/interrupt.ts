import { constants } from 'node:os';

/**
 * Aborted by the first Ctrl-C, SIGTERM, or SIGHUP of a terminal that is closed, which then is no error. A second Ctrl-C or SIGTERM
 * ends the process at once. A second SIGHUP does not: a terminal that is closed sends several.
 */
export function interruptSignal(): AbortSignal {
  const interrupt = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (interrupt.signal.aborted && name !== 'SIGHUP') process.exit(128 + constants.signals[name]);
      interrupt.abort();
    });
  }
  return interrupt.signal;
}

export async function interrupted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** Says on the terminal why nothing comes for a while. */
export function connectionLost(): void {
  process.stderr.write('redleaf: the connection was lost; trying again\n');
}

/** Aborted by the first Ctrl-C (or SIGTERM), which then is no error; a second one ends the process at once. */
export function interruptSignal(): AbortSignal {
  const interrupt = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (interrupt.signal.aborted) process.exit(130);
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

import { Counter, Gauge, type Registry } from 'prom-client';
import type { Threads } from '../threads/threads.ts';

/** Registers metrics of the worker threads, read when the metrics are collected. */
export function collectThreads(registry: Registry, threads: Threads): void {
  const registers = [registry];
  new Gauge({
    name: 'redleaf_thread_failing',
    help: '1 while the thread fails and is being restarted, else 0.',
    labelNames: ['thread'],
    registers,
    collect() {
      for (const { name, state } of threads.status) this.set({ thread: name }, Number(state === 'failing'));
    },
  });
  new Counter({
    name: 'redleaf_thread_failures_total',
    help: 'Number of times that the thread ended with an error or could not be started.',
    labelNames: ['thread'],
    registers,
    collect() {
      this.reset();
      for (const { name, failures } of threads.status) this.inc({ thread: name }, failures);
    },
  });
}

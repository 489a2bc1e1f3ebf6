import { Counter, Gauge, type Registry } from 'prom-client';
import { WRITER_STATES } from '../follower/writer-progress.ts';
import type { Writers } from '../writers/writers.ts';

/** Registers metrics of the writers, read when the metrics are collected. */
export function collectWriters(registry: Registry, writers: Pick<Writers, 'status'>): void {
  const registers = [registry];
  new Gauge({
    name: 'redleaf_writer_cursor_sequence',
    help: 'Sequence of the last event that is durable at the writer.',
    labelNames: ['writer'],
    registers,
    collect() {
      for (const { name, cursor } of writers.status) this.set({ writer: name }, cursor);
    },
  });
  new Gauge({
    name: 'redleaf_writer_lag_events',
    help: 'Lag: committed events that are not durable at the writer yet.',
    labelNames: ['writer'],
    registers,
    collect() {
      for (const { name, lag } of writers.status) this.set({ writer: name }, lag);
    },
  });
  new Gauge({
    name: 'redleaf_writer_state',
    help: '1 for the current state of the writer, 0 for the others.',
    labelNames: ['writer', 'state'],
    registers,
    collect() {
      for (const { name, state } of writers.status) {
        for (const one of WRITER_STATES) this.set({ writer: name, state: one }, Number(one === state));
      }
    },
  });
  new Counter({
    name: 'redleaf_writer_failures_total',
    help: 'Number of failures of the writer. It is restarted after each.',
    labelNames: ['writer'],
    registers,
    collect() {
      this.reset();
      for (const { name, failures } of writers.status) this.inc({ writer: name }, failures);
    },
  });
}

import { Gauge, type Registry } from 'prom-client';
import type { AuthClient } from '../../auth/auth-client.ts';
import type { Feeds } from '../../feeds/feeds.ts';
import { collectGauge } from '../../supervision/collect-gauge.ts';
import type { Admission } from '../http/admission/admission.ts';
import { RESOURCES } from '../http/admission/holder.ts';
import type { Connections } from '../http/connections.ts';
import { snakeCase } from './snake-case.ts';

/** Registers the gauge of sessions. Each gateway knows all of them. All gauges read their values when the metrics are collected. */
export function collectSessions(registry: Registry, auth: AuthClient): void {
  collectGauge(registry, {
    name: 'redleaf_sessions',
    help: 'Open login sessions.',
    aggregator: 'max',
    read: () => auth.sessionCount,
  });
}

/** Registers gauges of the views. Each gateway has views of all events, so the process shows those that are furthest. */
export function collectViews(registry: Registry, feeds: Feeds): void {
  collectGauge(registry, {
    name: 'redleaf_last_committed_sequence',
    help: 'Sequence of the last durable event.',
    aggregator: 'max',
    read: () => feeds.sequence,
  });
  collectGauge(registry, {
    name: 'redleaf_open_orders',
    help: 'Open orders.',
    aggregator: 'max',
    read: () => feeds.orders.openCount,
  });
  collectGauge(registry, {
    name: 'redleaf_instruments',
    help: 'Listed instruments.',
    aggregator: 'max',
    read: () => feeds.directory.instrumentCount,
  });
  collectGauge(registry, {
    name: 'redleaf_parties',
    help: 'Parties of the exchange.',
    aggregator: 'max',
    read: () => feeds.directory.partyCount,
  });
}

interface Callers {
  readonly connections: Connections;
  readonly admission: Admission;
}

/** Registers gauges of a gateway's callers. The process shows the sum over its gateways. */
export function collectCallers(registry: Registry, { connections, admission }: Callers): void {
  collectGauge(registry, {
    name: 'redleaf_connections',
    help: 'Open TCP connections.',
    read: () => connections.count,
  });
  const { parties, anonymous, probes } = admission;
  new Gauge({
    name: 'redleaf_subscriptions',
    help: 'Open streams, of parties and of callers without a token.',
    labelNames: ['kind'],
    registers: [registry],
    collect() {
      this.set({ kind: 'public' }, anonymous.streams.used + probes.streams.used);
      this.set({ kind: 'party' }, parties.streams.used);
    },
  });
  new Gauge({
    name: 'redleaf_held',
    help: 'Places, streams and bytes in use, by parties, by callers without a token, and by health and metrics.',
    labelNames: ['what', 'holder'],
    registers: [registry],
    collect() {
      for (const holder of [parties, anonymous, probes]) {
        for (const what of RESOURCES)
          this.set({ what: snakeCase(what), holder: holder.name }, holder[what].used);
      }
    },
  });
}

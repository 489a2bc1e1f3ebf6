import { Gauge, type Registry } from 'prom-client';
import type { Auth } from '../../auth/auth.ts';
import type { Exchange } from '../../exchange/exchange.ts';
import type { Feeds } from '../../feeds/feeds.ts';
import type { Admission } from '../http/admission/admission.ts';
import { RESOURCES } from '../http/admission/holder.ts';
import type { Connections } from '../http/connections.ts';
import { snakeCase } from './snake-case.ts';

interface Parts {
  readonly exchange: Exchange;
  readonly feeds: Feeds;
  readonly auth: Auth;
  readonly connections: Connections;
  readonly admission: Admission;
}

/** Registers gauges that read their values from the parts when the metrics are collected. */
export function collectGauges(
  registry: Registry,
  { exchange, feeds, auth, connections, admission }: Parts,
): void {
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  gauge('redleaf_accepting_commands', '1 while commands are accepted, 0 while they are refused.', () =>
    Number(exchange.status.accepting),
  );
  gauge('redleaf_commands_in_flight', 'Commands that wait for the journal.', () => exchange.commandsInFlight);
  gauge('redleaf_last_committed_sequence', 'Sequence of the last durable event.', () => feeds.sequence);
  gauge('redleaf_open_orders', 'Open orders.', () => feeds.orders.openCount);
  gauge('redleaf_instruments', 'Listed instruments.', () => feeds.directory.instrumentCount);
  gauge('redleaf_parties', 'Parties of the exchange.', () => feeds.directory.partyCount);
  gauge('redleaf_sessions', 'Open login sessions.', () => auth.sessionCount);
  gauge('redleaf_connections', 'Open TCP connections.', () => connections.count);

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

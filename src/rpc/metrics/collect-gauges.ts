import { Gauge, type Registry } from 'prom-client';
import type { Auth } from '../../auth/auth.ts';
import type { Exchange } from '../../exchange/exchange.ts';
import type { Feeds } from '../../feeds/feeds.ts';
import type { Admission } from '../admission/admission.ts';
import { HELD } from '../admission/holder.ts';
import type { Connections } from '../connections.ts';
import { snakeCase } from './snake-case.ts';

interface Parts {
  readonly exchange: Exchange;
  readonly feeds: Feeds;
  readonly auth: Auth;
  readonly connections: Connections;
  readonly admission: Admission;
}

/** What is so right now: asked for when someone looks, so that nobody has to keep it up to date. */
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
  gauge('redleaf_accepting_commands', '1 while commands are taken, 0 while they are refused.', () =>
    Number(exchange.status.accepting),
  );
  gauge('redleaf_commands_in_flight', 'Commands that wait for the journal.', () => exchange.commandsInFlight);
  gauge('redleaf_last_committed_sequence', 'The last event that is durable.', () => feeds.sequence);
  gauge('redleaf_open_orders', 'Orders that can still trade.', () => feeds.orders.openCount);
  gauge('redleaf_instruments', 'Instruments that are listed.', () => feeds.registry.instrumentCount);
  gauge('redleaf_parties', 'Parties that there are.', () => feeds.registry.partyCount);
  gauge('redleaf_sessions', 'Sessions that were opened and have not ended.', () => auth.sessionCount);
  gauge('redleaf_connections', 'Open TCP connections.', () => connections.count);

  const { parties, strangers, probes } = admission;
  new Gauge({
    name: 'redleaf_subscriptions',
    help: 'Open streams: of callers with a token, and public ones of all others.',
    labelNames: ['kind'],
    registers: [registry],
    collect() {
      this.set({ kind: 'public' }, strangers.streams.used + probes.streams.used);
      this.set({ kind: 'party' }, parties.streams.used);
    },
  });
  new Gauge({
    name: 'redleaf_held',
    help: 'What callers hold: places, streams and bytes, of parties, of those without a token, and of health and metrics.',
    labelNames: ['what', 'holder'],
    registers: [registry],
    collect() {
      for (const holder of [parties, strangers, probes]) {
        for (const what of HELD) this.set({ what: snakeCase(what), holder: holder.name }, holder[what].used);
      }
    },
  });
}

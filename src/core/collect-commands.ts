import type { Registry } from 'prom-client';
import type { Exchange } from '../exchange/exchange.ts';
import { collectGauge } from '../supervision/collect-gauge.ts';

/** Registers gauges of the sequencer. */
export function collectCommands(registry: Registry, exchange: Exchange): void {
  collectGauge(registry, {
    name: 'redleaf_accepting_commands',
    help: '1 while commands are accepted, 0 while they are refused.',
    read: () => Number(exchange.status.accepting),
  });
  collectGauge(registry, {
    name: 'redleaf_commands_in_flight',
    help: 'Commands that wait for the journal.',
    read: () => exchange.commandsInFlight,
  });
}

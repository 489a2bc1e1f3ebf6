import { Counter, type Registry } from 'prom-client';
import type { Logger } from '../domain/logger.ts';

/** What a thread does about a damaged snapshot that it has put aside: it counts and logs it. */
export function reportDamagedSnapshots(registry: Registry, logger: Logger): (damage: Error) => void {
  const counter = new Counter({
    name: 'redleaf_damaged_snapshots_total',
    help: 'Damaged snapshots that were put aside.',
    registers: [registry],
  });
  return (err) => {
    counter.inc();
    logger.error({ err }, 'a snapshot is damaged and was put aside; the one before it is used');
  };
}

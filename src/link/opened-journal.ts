import { Bell } from '../rings/bell.ts';
import { CoreGauges } from './core-gauges.ts';
import type { CoreMemory } from './link-memory.ts';

interface OpenedJournal {
  readonly epoch: number;
  readonly lastSequence: number;
}

/** Lets other threads read the journal, whose files are there and sound. The core calls this before it recovers its state. */
export function announceJournal(
  memory: CoreMemory,
  { epoch, lastSequence }: OpenedJournal,
  startTimeNs: bigint,
): void {
  const gauges = new CoreGauges(memory.gauges);
  gauges.lastSequence = lastSequence;
  gauges.startTimeNs = startTimeNs;
  gauges.epoch = epoch;
  new Bell(memory.published).ring();
}

/** Resolves when the core has opened its journal: from then on, other threads may read it. */
export async function journalAnnounced({ gauges, published }: CoreMemory): Promise<void> {
  const bell = new Bell(published);
  const core = new CoreGauges(gauges);
  while (core.epoch === 0) await bell.heard();
}

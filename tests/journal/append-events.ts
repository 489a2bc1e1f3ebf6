import { BatchEncoder } from '../../src/journal/batch-encoder.ts';
import type { Journal } from '../../src/journal/journal.ts';

/** Appends a batch of so many events; the time of an event is its sequence, in milliseconds. */
export async function appendEvents(journal: Journal, count: number, text = ''): Promise<void> {
  const encoder = new BatchEncoder();
  for (let i = 0; i < count; i++) {
    const sequence = journal.lastSequence + 1 + i;
    encoder.at(sequence, BigInt(sequence) * 1_000_000n);
    encoder.accepted(sequence, 1, 1, 1, 1, 1, 100, 5, text);
  }
  const { firstSequence, lastSequence } = encoder;
  await journal.append(encoder.take(), firstSequence, lastSequence);
}

export function sequencesAfter(journal: Journal, sequence: number): number[] {
  return [...journal.read(sequence)].map((batch) => batch.firstSequence);
}

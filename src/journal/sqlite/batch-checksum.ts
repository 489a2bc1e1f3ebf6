import { crc32 } from 'node:zlib';
import type { Beginning } from '../journal.ts';

const sequenceBytes = new Uint8Array(16);
const sequences = new DataView(sequenceBytes.buffer);

/** Covers the sequences too, so that one batch cannot stand in for another. */
export function batchChecksum(bytes: Uint8Array, firstSequence: number, lastSequence: number): number {
  sequences.setBigUint64(0, BigInt(firstSequence));
  sequences.setBigUint64(8, BigInt(lastSequence));
  return crc32(bytes, crc32(sequenceBytes));
}

export function epochChecksum(epoch: number): number {
  return crc32(String(epoch));
}

export function beginningChecksum({ afterSequence, timeNs, hashes, archive }: Beginning): number {
  const { market, clientOrderIds } = hashes;
  return crc32(JSON.stringify([afterSequence, String(timeNs), market, clientOrderIds, archive]));
}

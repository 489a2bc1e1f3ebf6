import { crc32 } from 'node:zlib';

/** Covers the sequences too, so that a batch cannot pass for another. */
export function batchChecksum(bytes: Uint8Array, firstSequence: number, lastSequence: number): number {
  const sequences = new DataView(new ArrayBuffer(16));
  sequences.setBigUint64(0, BigInt(firstSequence));
  sequences.setBigUint64(8, BigInt(lastSequence));
  return crc32(bytes, crc32(new Uint8Array(sequences.buffer)));
}

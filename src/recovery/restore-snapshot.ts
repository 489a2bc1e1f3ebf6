import { CommandKind, type FrameConsumer } from '../events/frame.ts';
import { ExchangeState } from '../exchange/exchange-state.ts';
import { HASH_VERSION, hashesOf, type StateHashes } from '../exchange/state-hash.ts';
import { readSnapshot, type SnapshotFile } from '../journal/snapshot-file.ts';
import { DamagedError } from '../storage/damaged-error.ts';
import { toInstrument, toParty } from './order-content.ts';
import { restoreChunk, type SnapshotTarget } from './snapshot-content.ts';

/** A view that a snapshot is restored into, in addition to the state that checks it. */
interface SnapshotView extends SnapshotTarget {
  /** Begins the restore of the state after this event. */
  beginRestore(sequence: number, timeNs: bigint): void;
  endRestore?(sequence: number, timeNs: bigint): void;
}

/**
 * Restores what a snapshot holds.
 *
 * @returns the hashes of the restored state.
 * @throws DamagedError if the file is damaged, or the restored state does not have the stored hashes. `view` and `state` then
 * have a part of the snapshot.
 */
export function restoreSnapshot(
  { path }: SnapshotFile,
  view?: SnapshotView,
  state = new ExchangeState({}),
): StateHashes {
  const { header, chunks } = readSnapshot(path);
  const sequence = Number(header.sequence);
  view?.beginRestore(sequence, header.timeNs);
  try {
    for (const chunk of chunks) restoreChunk(chunk, state, view);
  } catch (error) {
    if (error instanceof RangeError) throw new DamagedError(error.message, { file: path });
    throw error;
  }
  view?.endRestore?.(sequence, header.timeNs);
  state.engine.restoreCounters(Number(header.lastOrderId), Number(header.lastTradeId));
  const hashes = hashesOf(state);
  // Hashes of another version cover other parts of the state and cannot be compared.
  if (header.hashVersion !== HASH_VERSION) return hashes;
  if (
    hashes.market !== Buffer.from(header.stateHash).toString('hex') ||
    hashes.clientOrderIds !== Buffer.from(header.clientOrderIdsHash).toString('hex')
  ) {
    throw new DamagedError('the state of the snapshot does not have the hash that it was stored with', {
      file: path,
      sequence,
    });
  }
  return hashes;
}

/**
 * Hands over what a snapshot holds of instruments and parties, as an import of one frame. Restoring the orders too would take memory.
 *
 * @throws DamagedError if the file is damaged. `fold` then has a part of the snapshot.
 */
export function restoreDirectory({ path, sequence }: SnapshotFile, fold: FrameConsumer): void {
  const { header, chunks } = readSnapshot(path);
  const frame = { sequence, timeNs: header.timeNs, kind: CommandKind.Import, partyNumber: 0, orderId: 0 };
  fold.begin?.(frame);
  for (const { instruments, parties } of chunks) {
    for (const instrument of instruments) fold.instrumentCreated?.({ instrument: toInstrument(instrument) });
    for (const party of parties) fold.partyCreated?.({ party: toParty(party) });
  }
  fold.end?.(frame);
}

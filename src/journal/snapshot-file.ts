import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import {
  type SnapshotChunk,
  SnapshotChunkSchema,
  type SnapshotHeader,
  SnapshotHeaderSchema,
} from '../../gen/redleaf/journal/v1/snapshot_pb.ts';
import { DamagedError } from '../storage/damaged-error.ts';
import { makeFolder, syncFile, syncFolder } from '../storage/durable-folder.ts';
import { PRIVATE_FILE } from '../storage/private-files.ts';
import { frame, SnapshotFrames } from './snapshot-frames.ts';

/** Builds before the first release had earlier versions. */
export const SNAPSHOT_FORMAT_VERSION = 5;

/** The newest, and the one before it. A start reads the older one, so that streams can resume from further back. */
const KEPT = 2;
const SEQUENCE_DIGITS = 16;
const NAME = /^(\d{16})\.snapshot$/;
const TEMPORARY = /^\d{16}\.snapshot\.tmp$/;
const DAMAGED = /^\d{16}\.snapshot\.damaged$/;
/** Damaged snapshots that are kept for a person to look at. A disk that damages every snapshot must not fill up with them. */
const DAMAGED_KEPT = 2;

export interface SnapshotFile {
  /** The last event in it. */
  readonly sequence: number;
  readonly path: string;
}

export interface Snapshot {
  readonly header: SnapshotHeader;
  /** Read from the file during the iteration, which is possible once. The iteration may throw a DamagedError. */
  readonly chunks: Iterable<SnapshotChunk>;
}

/** The snapshots of a data folder, oldest first. */
export function listSnapshots(directory: string): SnapshotFile[] {
  return list(directory, NAME).map((path) => ({ sequence: sequenceOf(basename(path)), path }));
}

/** Paths of unfinished snapshots: of processes that were killed, and of one that may be writing now. */
export function listTemporarySnapshots(directory: string): string[] {
  return list(directory, TEMPORARY);
}

/** Paths of the damaged snapshots, oldest first. */
export function listDamagedSnapshots(directory: string): string[] {
  return list(directory, DAMAGED);
}

/**
 * Renames a damaged snapshot, so that nothing reads it again. Only for the owner of the data folder.
 *
 * @returns false if another thread has done so, or has removed it.
 */
export function putAside(directory: string, { path }: SnapshotFile): boolean {
  try {
    renameSync(path, `${path}.damaged`);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
  syncFolder(folderOf(directory));
  for (const old of listDamagedSnapshots(directory).slice(0, -DAMAGED_KEPT)) rmSync(old, { force: true });
  return true;
}

/** Whether a file is gone. Other threads may remove old snapshots, and put damaged ones aside, at any time. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/**
 * Writes a snapshot atomically, also with regard to a power cut. Then removes all snapshots but the newest two and those of
 * `kept` events. Sets `isLast` itself. Returns the path.
 */
export function writeSnapshot(
  directory: string,
  header: SnapshotHeader,
  chunks: Iterable<SnapshotChunk>,
  kept: readonly number[] = [],
): string {
  const folder = folderOf(directory);
  makeFolder(folder);
  for (const leftover of listTemporarySnapshots(directory)) rmSync(leftover);
  const name = `${String(header.sequence).padStart(SEQUENCE_DIGITS, '0')}.snapshot`;
  const path = join(folder, name);
  const temporary = `${path}.tmp`;
  try {
    writeFrames(temporary, header, chunks);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(folder);
  for (const old of listSnapshots(directory).slice(0, -KEPT)) {
    if (!kept.includes(old.sequence)) rmSync(old.path);
  }
  return path;
}

/** Copies a snapshot to another data folder. The copy is durable when this returns. */
export function copySnapshot({ path }: SnapshotFile, directory: string): void {
  const folder = folderOf(directory);
  makeFolder(folder);
  const copy = join(folder, basename(path));
  copyFileSync(path, copy);
  syncFile(copy);
  syncFolder(folder);
}

/** Throws a DamagedError, with the file and the byte, for anything that `writeSnapshot` did not write. */
export function readSnapshot(path: string): Snapshot {
  const frames = new SnapshotFrames(path);
  try {
    const header = frames.next(SnapshotHeaderSchema);
    if (header === undefined) throw frames.damaged('it is empty');
    checkHeader(path, header);
    return { header, chunks: readChunks(frames) };
  } catch (error) {
    frames.close();
    throw error;
  }
}

function checkHeader(path: string, header: SnapshotHeader): void {
  if (header.formatVersion !== SNAPSHOT_FORMAT_VERSION) {
    throw new DamagedError(
      `Snapshot format ${header.formatVersion} is of another version of the exchange: this one knows only ${SNAPSHOT_FORMAT_VERSION}. ` +
        `Without it, a start reads the journal from its first event. If that is archived, use that version for the folder ${resolve(dirname(path), '..')}`,
      { file: path, byteOffset: 0 },
    );
  }
  if (header.sequence !== BigInt(sequenceOf(basename(path)))) {
    throw new DamagedError(`The snapshot is of event ${header.sequence}, not of the event in its name`, {
      file: path,
      byteOffset: 0,
    });
  }
}

function* readChunks(frames: SnapshotFrames): Generator<SnapshotChunk> {
  try {
    let ended = false;
    while (!ended) {
      const chunk = frames.next(SnapshotChunkSchema);
      if (chunk === undefined) throw frames.damaged('it ends before its last chunk');
      ended = chunk.isLast;
      // Before the last chunk is yielded: a caller must not take an incomplete file for a complete one.
      if (ended) frames.expectEnd();
      yield chunk;
    }
  } finally {
    frames.close();
  }
}

function writeFrames(path: string, header: SnapshotHeader, chunks: Iterable<SnapshotChunk>): void {
  const descriptor = openSync(path, 'wx', PRIVATE_FILE);
  try {
    const write = (bytes: Uint8Array) => writeWhole(descriptor, frame(bytes));
    write(toBinary(SnapshotHeaderSchema, header));
    // One chunk behind the iteration, because only its end shows which chunk is the last.
    let held = create(SnapshotChunkSchema);
    let first = true;
    for (const chunk of chunks) {
      if (!first) write(toBinary(SnapshotChunkSchema, { ...held, isLast: false }));
      held = chunk;
      first = false;
    }
    write(toBinary(SnapshotChunkSchema, { ...held, isLast: true }));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** On a disk that fills up, one call may write a part only. */
function writeWhole(descriptor: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
}

/** Paths of the files with matching names, in order. */
function list(directory: string, name: RegExp): string[] {
  const folder = folderOf(directory);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((each) => name.test(each))
    .sort()
    .map((each) => join(folder, each));
}

function folderOf(directory: string): string {
  return join(directory, 'snapshots');
}

function sequenceOf(name: string): number {
  return Number(NAME.exec(name)?.[1] ?? Number.NaN);
}

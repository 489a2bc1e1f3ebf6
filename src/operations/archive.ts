import { existsSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ClockKind } from '../exchange/open-clock.ts';
import type { Beginning, StoredBatch } from '../journal/journal.ts';
import { copySnapshot, listSnapshots, type SnapshotFile } from '../journal/snapshot-file.ts';
import { copyJournal } from '../journal/sqlite/copy-journal.ts';
import { journalFiles } from '../journal/sqlite/journal-files.ts';
import { type JournalReader, openSqliteJournalReader } from '../journal/sqlite/journal-reader.ts';
import { chooseCut } from '../recovery/choose-cut.ts';
import { firstSnapshot } from '../recovery/restore-beginning.ts';
import { restoreSnapshot } from '../recovery/restore-snapshot.ts';
import { takeSnapshot } from '../recovery/take-snapshot.ts';
import { type Verification, verifyDataFolder } from '../recovery/verify.ts';
import { lockDataFolder } from '../storage/data-folder-lock.ts';
import { type WriterSettings, type WrittenUpTo, writerCursors } from '../writers/writer-cursors.ts';
import { listOlderSnapshots } from './archive-folder.ts';
import {
  type ArchiveManifest,
  isArchive,
  readArchiveManifest,
  verifyArchive,
  writeArchiveManifest,
} from './archive-manifest.ts';
import { NoDataFolderError } from './cleanup.ts';
import type { OnProgress } from './copy-data-folder.ts';
import { exchangeTimeNs } from './exchange-time.ts';
import { IncompleteFolder } from './incomplete-folder.ts';
import { rewriteJournal } from './rewrite-journal.ts';
import { checkOutside, TargetExistsError } from './target-folder.ts';

interface ArchiveOptions {
  /** Settings of the exchange, which must be stopped. */
  readonly settings: WriterSettings & { readonly clock: ClockKind };
  /** A new folder, or the archive of an interrupted run. */
  readonly target: string;
  /** Events that are younger than this number of milliseconds, by the time of the exchange, stay in the journal. */
  readonly keepMs: number;
  /** Version of the program. */
  readonly version: string;
  readonly onProgress: OnProgress;
}

/** No event can be archived. */
export class NothingToArchiveError extends Error {
  constructor(why: string) {
    super(`nothing was archived: ${why}`);
    this.name = 'NothingToArchiveError';
  }
}

/**
 * Moves the older events of a journal into an archive, which is a data folder with a description in `archive.json`. The
 * journal then begins with a snapshot at the last archived event. Events are removed from it only after the archive is
 * durable and has been read back. A crash leaves the old journal or the new one; a further run with the same target
 * continues.
 *
 * @throws NoDataFolderError, DataFolderInUseError while an exchange runs, NothingToArchiveError, TargetExistsError, and
 * DamagedError.
 */
export async function archiveJournal(options: ArchiveOptions): Promise<ArchiveManifest> {
  const { settings, target, onProgress } = options;
  const { dataDir } = settings;
  if (!existsSync(journalFiles(dataDir).databaseFile)) throw new NoDataFolderError(dataDir);
  checkOutside(target, dataDir);
  if (existsSync(target) && !isArchive(target)) throw new TargetExistsError(target);
  const lock = lockDataFolder(dataDir);
  try {
    const journal = verifyDataFolder(dataDir, (done, last) => onProgress(done, 2 * last));
    const slowest = await slowestWriter(settings, journal.epoch);
    const archive = existsSync(target)
      ? checkArchive(target, dataDir, journal)
      : makeArchive(options, journal, slowest);
    if (slowest !== undefined && slowest.sequence < archive.last_sequence) throw writerBehind(slowest);
    shortenJournal(options, archive, journal);
    return archive;
  } finally {
    lock.release();
  }
}

/** Checks that an existing archive comes from an interrupted run on this journal. */
function checkArchive(target: string, dataDir: string, journal: Verification): ArchiveManifest {
  const manifest = readArchiveManifest(target);
  const isOurs =
    manifest.epoch === journal.epoch &&
    manifest.first_sequence === journal.firstSequence &&
    manifest.last_sequence <= journal.lastSequence &&
    restoreSnapshot(snapshotOf(dataDir, manifest.last_sequence)).market === manifest.state_hash;
  if (!isOurs) throw new TargetExistsError(target);
  verifyArchive(target, () => {});
  return manifest;
}

function makeArchive(
  options: ArchiveOptions,
  verified: Verification,
  slowest: WrittenUpTo | undefined,
): ArchiveManifest {
  const { settings, target, version, onProgress } = options;
  const { dataDir } = settings;
  const madeAt = new Date();
  const journal = openSqliteJournalReader(dataDir);
  try {
    const cut = cutOf(journal, options, slowest);
    // The snapshot is checked below, against the replay of the archive.
    const snapshot = snapshotOf(dataDir, cut);
    using folder = new IncompleteFolder(target);
    const { beginning, epoch } = journal;
    copyJournal(upTo(cut, journal.read(beginsAfter(beginning))), epoch, folder.path, beginning);
    if (beginning !== undefined) copySnapshot(firstSnapshot(dataDir, beginning), folder.path);
    copySnapshot(snapshot, folder.path);
    const totals = verifyDataFolder(folder.path, (done) =>
      onProgress(verified.lastSequence + done, 2 * verified.lastSequence),
    );
    const manifest = writeArchiveManifest(folder.path, { madeAt, version, totals });
    folder.finish();
    return manifest;
  } finally {
    journal.close();
  }
}

/** The writer with the lowest cursor; undefined without writers. */
async function slowestWriter(settings: WriterSettings, epoch: number): Promise<WrittenUpTo | undefined> {
  const cursors = await writerCursors(settings, epoch);
  return cursors.toSorted((a, b) => a.sequence - b.sequence)[0];
}

function writerBehind({ writer, sequence }: WrittenUpTo): NothingToArchiveError {
  return new NothingToArchiveError(
    `the writer ${writer} has events up to ${sequence} only: run the exchange with it until it has caught up`,
  );
}

/** The last event to archive: a batch's end that is old enough and that all writers have. */
function cutOf(
  journal: JournalReader,
  { settings, keepMs }: ArchiveOptions,
  slowest: WrittenUpTo | undefined,
): number {
  const first = beginsAfter(journal.beginning);
  const untilNs = exchangeTimeNs(settings.dataDir, settings.clock) - BigInt(keepMs) * 1_000_000n;
  const whole = { untilNs, upTo: journal.lastSequence };
  const cut = chooseCut(journal.read(first), { ...whole, ...(slowest && { upTo: slowest.sequence }) });
  if (cut !== undefined) return cut;
  if (slowest !== undefined && chooseCut(journal.read(first), whole) !== undefined)
    throw writerBehind(slowest);
  throw new NothingToArchiveError('no event is old enough');
}

/** Removes the archived events from the journal. */
function shortenJournal(
  { settings, target, onProgress }: ArchiveOptions,
  archive: ArchiveManifest,
  before: Verification,
): void {
  const { dataDir } = settings;
  const beginning: Beginning = {
    afterSequence: archive.last_sequence,
    timeNs: BigInt(archive.last_time_ns),
    hashes: { market: archive.state_hash, clientOrderIds: archive.client_order_ids_hash },
    archive: resolve(target),
  };
  const after = beginning.afterSequence;
  const snapshot = snapshotOf(dataDir, after);
  rewriteJournal(dataDir, { beginning, snapshot, older: [], after }, before, (done, last) =>
    onProgress(last + done, 2 * last),
  );
  for (const { path } of listOlderSnapshots(dataDir, after)) rmSync(path);
}

/** The snapshot at a sequence. Takes it if it does not exist. */
function snapshotOf(dataDir: string, wanted: number): SnapshotFile {
  const find = () => listSnapshots(dataDir).find(({ sequence }) => sequence === wanted);
  if (find() === undefined) takeSnapshot(dataDir, undefined, wanted);
  const snapshot = find();
  if (snapshot === undefined) throw new Error(`${dataDir} has no batch that ends with event ${wanted}`);
  return snapshot;
}

function beginsAfter(beginning: Beginning | undefined): number {
  return beginning?.afterSequence ?? 0;
}

function* upTo(last: number, batches: Iterable<StoredBatch>): Generator<StoredBatch> {
  for (const batch of batches) {
    if (batch.firstSequence > last) return;
    yield batch;
  }
}

import type { Journal } from '../../src/journal/journal.ts';
import type { JournalStorage } from '../journal/journal.contract.ts';
import { type Frame, SimulatedDisk, type SyncOutcome } from './simulated-disk.ts';
import { SimulatedJournal } from './simulated-journal.ts';

/** Syncs whatever is written without being asked to. */
class PromptDisk extends SimulatedDisk {
  override write(frame: Frame): Promise<SyncOutcome> {
    const outcome = super.write(frame);
    setImmediate(() => this.sync('synced'));
    return outcome;
  }
}

/** What the suite of the journal port does to a journal, for the one in memory. */
export class SimulatedStorage implements JournalStorage {
  readonly canFailWrites = true;
  readonly #disk = new PromptDisk();

  async open(): Promise<Journal> {
    return new SimulatedJournal(this.#disk);
  }

  spoilBatch(firstSequence: number): void {
    const { bytes } = this.#frame(firstSequence);
    const middle = bytes.length >> 1;
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  }

  removeBatch(firstSequence: number): void {
    this.#disk.frames.splice(this.#disk.frames.indexOf(this.#frame(firstSequence)), 1);
  }

  failWrites(): void {
    this.#disk.isFull = true;
  }

  healWrites(): void {
    this.#disk.isFull = false;
  }

  remove(): void {}

  #frame(firstSequence: number): Frame {
    const frame = this.#disk.frames.find((each) => each.firstSequence === firstSequence);
    if (frame === undefined) throw new Error(`no batch begins at ${firstSequence}`);
    return frame;
  }
}

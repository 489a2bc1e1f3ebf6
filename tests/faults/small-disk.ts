import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A small disk, which a test can fill. */
export class SmallDisk {
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** Mounts the disk at a folder. Returns undefined without the right to mount. */
  static mount(directory: string, bytes: number): SmallDisk | undefined {
    const options = ['-t', 'tmpfs', '-o', `size=${bytes}`, 'small', directory];
    return spawnSync('mount', options).status === 0 ? new SmallDisk(directory) : undefined;
  }

  /** Fills the disk except for `left` bytes, or fewer, because others write too. */
  fill(left = 0): void {
    const { bfree, bsize } = statfsSync(this.#directory);
    try {
      writeFileSync(this.#filler, Buffer.alloc(Math.max(0, bfree * bsize - left)));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    }
  }

  empty(): void {
    rmSync(this.#filler);
  }

  resize(bytes: number): void {
    execFileSync('mount', ['-o', `remount,size=${bytes}`, this.#directory]);
  }

  unmount(): void {
    spawnSync('umount', ['-l', this.#directory]);
  }

  get #filler(): string {
    return join(this.#directory, 'filler');
  }
}

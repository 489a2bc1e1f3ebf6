import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Attack } from './attack.ts';
import type { Target } from './attacker.ts';
import type { Seen } from './tally.ts';

const PROGRAM = join(import.meta.dirname, 'processes/attack.ts');

/** An attack in its own process, which keeps everything open until it is ended. */
export class AttackProcess {
  /** Its counts at the end of its time. */
  readonly seen: Promise<Seen>;
  readonly #child: ChildProcess;

  constructor({ name }: Attack, target: Target, size: number, durationMs: number) {
    this.#child = fork(PROGRAM, [name, JSON.stringify(target), String(size), String(durationMs)]);
    const exited = once(this.#child, 'exit').then(([code]) => {
      throw new Error(`the attacker ended with ${code}`);
    });
    this.seen = Promise.race([once(this.#child, 'message').then(([seen]): Seen => seen), exited]);
    // A failure matters only to a caller that waits for `seen`.
    exited.catch(() => undefined);
    this.seen.catch(() => undefined);
  }

  end(): void {
    this.#child.kill('SIGKILL');
  }
}

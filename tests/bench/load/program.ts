import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A server of `processes` in its own process. */
export class Program {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  /** @param name of its file. It sends its URL when it is up. */
  static async start(name: string): Promise<Program> {
    const child = fork(join(import.meta.dirname, '../processes', `${name}.ts`));
    const [url] = await once(child, 'message');
    return new Program(child, String(url));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  end(): void {
    this.#child.kill();
  }
}

import type { JsonValue } from '@bufbuild/protobuf';
import type { Call } from './call.ts';
import type { Fields } from './script.ts';

interface Frame {
  readonly size: number;
  readonly results: JsonValue[];
}

/** The commands of one order-entry stream. A frame is answered when the script has a result for each of its commands. */
export class OrderFrames {
  readonly call: Call;
  readonly #commands: Fields[] = [];
  readonly #frames: Frame[] = [];

  constructor(call: Call) {
    this.call = call;
  }

  arrived(commands: readonly Fields[]): void {
    this.#commands.push(...commands);
    this.#frames.push({ size: commands.length, results: [] });
  }

  /** The next command that the script has not awaited yet. */
  get next(): Fields | undefined {
    return this.#commands[0];
  }

  take(): void {
    this.#commands.shift();
  }

  answer(result: JsonValue): void {
    const frame = this.#frames[0];
    if (frame === undefined) throw new Error('there is no command to answer');
    frame.results.push(result);
    if (frame.results.length < frame.size) return;
    this.#frames.shift();
    this.call.send({ results: frame.results });
  }
}

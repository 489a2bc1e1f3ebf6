const ENTER = '\x1b[?1049h\x1b[?25l';
const LEAVE = '\x1b[?25h\x1b[?1049l';
const HOME = '\x1b[H';
const CLEAR_TO_END_OF_LINE = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';

/** Of a terminal, what drawing on it needs. */
export type Terminal = Pick<NodeJS.WriteStream, 'rows' | 'columns'> & { write(text: string): unknown };

/** The terminal's second screen, without a cursor. When it is disposed of, what was on the terminal before is there again. */
export class AlternateScreen implements Disposable {
  readonly #terminal: Terminal;
  readonly #leave = () => this.#terminal.write(LEAVE);

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    terminal.write(ENTER);
    // A second Ctrl-C ends the process at once.
    process.once('exit', this.#leave);
  }

  get window(): { readonly rows: number; readonly columns: number } {
    const { rows, columns } = this.#terminal;
    // Some terminals do not say how large they are, or say 0.
    return { rows: rows || 24, columns: columns || 80 };
  }

  /** Replaces what is shown. Nothing is cleared before it is overwritten, so nothing flickers. */
  draw(lines: readonly string[]): void {
    const text = lines.map((line) => line + CLEAR_TO_END_OF_LINE).join('\r\n');
    this.#terminal.write(HOME + text + CLEAR_BELOW);
  }

  [Symbol.dispose](): void {
    process.removeListener('exit', this.#leave);
    this.#leave();
  }
}

/**
 * Parses an `.env` file by the rules of python-dotenv 1.2, because users of the seed have such files. A `#` begins a comment
 * only after white space, a quoted value may span lines, and `${NAME}` or `${NAME:-default}` stands for another variable.
 * Names in lower case are returned in upper case.
 */
export function parseEnvFile(text: string, environment: Variables): Variables {
  const reader = new Reader(text.replace(/^\uFEFF/, ''));
  const read: Record<string, string> = {};
  for (const [key, value] of bindings(reader)) {
    const expanded = value.replace(VARIABLE, (_match, name: string, fallback: string | undefined) => {
      return read[name.toUpperCase()] ?? environment[name] ?? fallback ?? '';
    });
    read[key.toUpperCase()] = expanded;
  }
  return read;
}

export type Variables = Readonly<Record<string, string | undefined>>;

/** A line of an `.env` file is not of the form `NAME=value`. */
class EnvFileError extends Error {
  constructor(line: number) {
    super(`line ${line} of .env cannot be read: write NAME=value, and close every quote`);
    this.name = 'EnvFileError';
  }
}

const BLANK = /\s*/y;
const SPACES = /[^\S\r\n]*/y;
const EXPORT = /(?:export[^\S\r\n]+)?/y;
const QUOTED_KEY = /'([^']+)'/y;
const KEY = /([^=#\s]+)/y;
const EQUALS = /=([^\S\r\n]*)/y;
const SINGLE_QUOTED = /'((?:\\.|[^'\\])*)'/sy;
const DOUBLE_QUOTED = /"((?:\\.|[^"\\])*)"/sy;
const UNQUOTED = /([^\r\n]*)/y;
const END_OF_LINE = /(?:[^\S\r\n]*#[^\r\n]*)?[^\S\r\n]*(?:\r\n|\n|\r|$)/y;
const VARIABLE = /\$\{([^}:]*)(?::-([^}]*))?\}/g;

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Keys with their unexpanded values. A key without `=` is skipped. */
function* bindings(reader: Reader): Generator<readonly [string, string]> {
  reader.match(BLANK);
  while (!reader.isAtEnd) {
    if (reader.next !== '#') {
      reader.require(EXPORT);
      const key = reader.require(reader.next === "'" ? QUOTED_KEY : KEY);
      reader.match(SPACES);
      if (reader.next === '=') yield [key, readValue(reader)];
    }
    reader.require(END_OF_LINE);
    reader.match(BLANK);
  }
}

function readValue(reader: Reader): string {
  const space = reader.require(EQUALS);
  if (space !== '' && reader.next === '#') return '';
  if (reader.next === "'") return reader.require(SINGLE_QUOTED).replace(/\\([\\'])/g, '$1');
  if (reader.next === '"') {
    return reader
      .require(DOUBLE_QUOTED)
      .replace(/\\([\\'"abfnrtv])/g, (_match, escaped: string) => ESCAPES[escaped] ?? escaped);
  }
  return reader
    .require(UNQUOTED)
    .replace(/\s+#.*/, '')
    .trimEnd();
}

/** Reads a text piece by piece with sticky regular expressions. */
class Reader {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#position >= this.#text.length;
  }

  /** The next character; undefined at the end. */
  get next(): string | undefined {
    return this.#text[this.#position];
  }

  /** Consumes a match at this position. Returns its first group, or undefined if the pattern does not match. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.#text);
    if (found === null) return undefined;
    this.#position = pattern.lastIndex;
    return found[1] ?? '';
  }

  /** @throws EnvFileError if the pattern does not match at this position. */
  require(pattern: RegExp): string {
    const found = this.match(pattern);
    if (found === undefined)
      throw new EnvFileError(this.#text.slice(0, this.#position).split(/\r\n|\n|\r/).length);
    return found;
  }
}

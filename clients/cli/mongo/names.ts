import { UsageError } from '../usage-error.ts';

/* Argument parsers of commander. */

const MAX_DATABASE_BYTES = 63;
const MAX_NAME_BYTES = 128;

/** What no database may be called on some system that MongoDB runs on. */
const NOT_IN_DATABASE = /[/\\. "$*<>:|?\p{Cc}]/u;
const CONTROL = /\p{Cc}/u;

export function databaseName(text: string): string {
  const bytes = Buffer.byteLength(text);
  if (bytes >= 1 && bytes <= MAX_DATABASE_BYTES && !NOT_IN_DATABASE.test(text)) return text;
  throw new UsageError(
    `the name of a database must have 1 to ${MAX_DATABASE_BYTES} bytes and no space, control character or any of / \\ . " $ * < > : | ?`,
  );
}

/** MongoDB's own, without which it does not work. */
const SYSTEM_DATABASES: readonly string[] = ['admin', 'config', 'local'];

/** The name of a database that may be made and dropped. */
export function ownDatabaseName(text: string): string {
  const name = databaseName(text);
  // Names that differ by case alone are one database.
  if (!SYSTEM_DATABASES.includes(name.toLowerCase())) return name;
  throw new UsageError(`${name} is MongoDB's own database, which cannot be created or dropped`);
}

export function userName(text: string): string {
  return plainName('a user', text);
}

/** For an option that can be given several times. */
export function roleNames(text: string, earlier: readonly string[] | undefined): readonly string[] {
  return [...(earlier ?? []), plainName('a role', text)];
}

function plainName(what: string, text: string): string {
  const bytes = Buffer.byteLength(text);
  if (bytes >= 1 && bytes <= MAX_NAME_BYTES && text.trim() === text && !CONTROL.test(text)) return text;
  throw new UsageError(
    `the name of ${what} must have 1 to ${MAX_NAME_BYTES} bytes, no control characters and no spaces around it`,
  );
}

import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

type Variables = Readonly<Record<string, string | undefined>>;

/** What the file `.env` says; nothing when there is none. */
export function readEnvFile(envFile = '.env'): Variables {
  return existsSync(envFile) ? parseEnv(readFileSync(envFile, 'utf8')) : {};
}

/** What the environment says: `.env` first, then the process's own variables over it. */
export function readEnvironment(envFile?: string): Variables {
  return { ...readEnvFile(envFile), ...process.env };
}

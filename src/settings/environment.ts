import { existsSync, readFileSync } from 'node:fs';
import { parseEnvFile, type Variables } from './env-file.ts';

/** What the file `.env` says; nothing when there is none. */
export function readEnvFile(envFile = '.env'): Variables {
  return existsSync(envFile) ? parseEnvFile(readFileSync(envFile, 'utf8'), process.env) : {};
}

/** What the environment says: `.env` first, then the process's own variables over it. */
export function readEnvironment(envFile?: string): Variables {
  return { ...readEnvFile(envFile), ...process.env };
}

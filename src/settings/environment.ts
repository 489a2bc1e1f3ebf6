import { existsSync, readFileSync } from 'node:fs';
import { parseEnvFile, type Variables } from './env-file.ts';

/** The variables in `.env`; none if the file does not exist. */
export function readEnvFile(envFile = '.env'): Variables {
  return existsSync(envFile) ? parseEnvFile(readFileSync(envFile, 'utf8'), process.env) : {};
}

/** The variables in `.env`, overridden by those of the process. */
export function readEnvironment(envFile?: string): Variables {
  return { ...readEnvFile(envFile), ...process.env };
}

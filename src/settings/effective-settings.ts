import { checkSettings, FILE_SUFFIX, SECRETS, SETTINGS } from './config.ts';
import type { Variables } from './env-file.ts';
import { readEnvFile } from './environment.ts';

export interface EffectiveSetting {
  readonly name: string;
  /** The effective value, or the written text if any setting is invalid. Secrets are hidden. */
  readonly value: string;
  readonly source: 'default' | '.env' | 'environment' | 'flag';
  /** What is wrong with the value, and what to do. */
  readonly problem?: string;
}

const HIDDEN = '********';
const CONNECTION_STRING = /^mongodb(\+srv)?:\/\//;

/** All settings with their effective values and their sources. */
export function effectiveSettings(
  flags: Variables,
  envFile: Variables = readEnvFile(),
  environment: Variables = process.env,
): EffectiveSetting[] {
  const variables = { ...envFile, ...environment };
  const { config, problems } = checkSettings(flags, variables);
  const values = new Map<string, unknown>(Object.entries(config ?? {}));
  return SETTINGS.map(({ key, name, defaultValue }) => {
    const value = values.get(key) ?? (flags[name] || variables[name] || defaultValue);
    const messages = problems
      .filter((problem) => problem.name === name || problem.name === name + FILE_SUFFIX)
      .map(({ message }) => message);
    return {
      name,
      value: shown(name, textOf(value)),
      source: sourceOf(name, flags, envFile, environment),
      ...(messages.length > 0 && { problem: messages.join('; ') }),
    };
  });
}

/** An empty variable counts as not set, but it still overrides the one in `.env`. */
function sourceOf(
  name: string,
  flags: Variables,
  envFile: Variables,
  environment: Variables,
): EffectiveSetting['source'] {
  if (flags[name]) return 'flag';
  for (const written of [name, name + FILE_SUFFIX]) {
    if (environment[written]) return 'environment';
    if (environment[written] === undefined && envFile[written]) return '.env';
  }
  return 'default';
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}

function shown(name: string, value: string): string {
  if (SECRETS.has(name) && !CONNECTION_STRING.test(value)) return value === '' ? '' : HIDDEN;
  // A connection string may contain a password between the user and the host, possibly not escaped, and secrets among its
  // options. Rather hide too much than too little.
  return value
    .replace(/^([a-z+]+:\/\/[^:]*:).*@/is, `$1${HIDDEN}@`)
    .replace(/([?&][^=&]*(?:password|mechanismproperties)[^=&]*=)[^&]*/gi, `$1${HIDDEN}`);
}

import { checkSettings, FILE_SUFFIX, SECRETS, SETTINGS } from './config.ts';
import type { Variables } from './env-file.ts';
import { readEnvFile } from './environment.ts';

export interface EffectiveSetting {
  readonly name: string;
  /** As it takes effect; as it is written when something is wrong. A secret is hidden. */
  readonly value: string;
  readonly source: 'default' | '.env' | 'environment' | 'flag';
  /** What is wrong with it, and what to do. */
  readonly problem?: string;
}

const HIDDEN = '********';
const CONNECTION_STRING = /^mongodb(\+srv)?:\/\//;

/** Every setting as the exchange would take it now, and where it comes from. */
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

/** Empty means not set, except that an empty variable still hides the one in `.env`. */
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
  // A connection string may hold a password between the user and the host, also one that is not escaped as it should
  // be, and more among its options. Rather too much is hidden than too little.
  return value
    .replace(/^([a-z+]+:\/\/[^:]*:).*@/is, `$1${HIDDEN}@`)
    .replace(/([?&][^=&]*(?:password|mechanismproperties)[^=&]*=)[^&]*/gi, `$1${HIDDEN}`);
}

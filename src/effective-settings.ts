import { loadConfig, SETTINGS } from './config.ts';
import { readEnvFile } from './environment.ts';

type Variables = Readonly<Record<string, string | undefined>>;

export interface EffectiveSetting {
  readonly name: string;
  /** As it takes effect; a secret is hidden. */
  readonly value: string;
  readonly source: 'default' | '.env' | 'environment' | 'flag';
}

/** Values of which nothing is shown but whether there is one. */
const SECRETS: ReadonlySet<string> = new Set(['ADMIN_PASSWORD', 'MONGO_PASS', 'PASSWORD']);
const HIDDEN = '********';

/**
 * Every setting as the exchange would take it now, and where it comes from.
 *
 * @throws ConfigError naming every variable that is wrong.
 */
export function effectiveSettings(
  flags: Variables,
  envFile: Variables = readEnvFile(),
  environment: Variables = process.env,
): EffectiveSetting[] {
  const values = new Map<string, unknown>(Object.entries(loadConfig(flags, { ...envFile, ...environment })));
  return SETTINGS.map(({ key, name }) => ({
    name,
    value: shown(name, textOf(values.get(key))),
    source: sourceOf(name, flags, envFile, environment),
  }));
}

/** Empty means not set, except that an empty variable still hides the one in `.env`. */
function sourceOf(
  name: string,
  flags: Variables,
  envFile: Variables,
  environment: Variables,
): EffectiveSetting['source'] {
  if (flags[name]) return 'flag';
  if (environment[name]) return 'environment';
  return environment[name] === undefined && envFile[name] ? '.env' : 'default';
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}

function shown(name: string, value: string): string {
  if (SECRETS.has(name)) return value === '' ? '' : HIDDEN;
  // A connection string may hold a password between the user and the host, also one that is not escaped as it should
  // be, and more among its options. Rather too much is hidden than too little.
  return value
    .replace(/^([a-z+]+:\/\/[^:]*:).*@/is, `$1${HIDDEN}@`)
    .replace(/([?&][^=&]*(?:password|mechanismproperties)[^=&]*=)[^&]*/gi, `$1${HIDDEN}`);
}

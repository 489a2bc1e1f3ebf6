import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import { MAX_PASSWORD_BYTES, MIN_PASSWORD_BYTES } from '../domain/limits.ts';
import type { Variables } from './env-file.ts';
import { readEnvironment } from './environment.ts';
import { DEMO_ADMIN, DEMO_PASSWORD, type Setting, settings } from './table.ts';

type Settings = typeof settings;
type Parsed = { readonly [Key in keyof Settings]: z.output<Settings[Key]['schema']> };

/** The settings of the exchange. No other code reads the environment. */
export type Config = Parsed & { readonly publicParties: boolean };

interface NamedSetting extends Setting {
  /** Name of the setting in a Config. */
  readonly key: string;
}

/** `.env.example` and the documentation must list all of these. */
export const SETTINGS: readonly NamedSetting[] = Object.entries(settings).map(([key, entry]) => ({
  key,
  ...entry,
}));

/** An invalid setting, with its remedy. */
interface Problem {
  readonly name: string;
  readonly message: string;
}

/** Settings that are secrets. Each can be in a file, whose path is in the variable of the same name with `_FILE`. */
export const SECRETS: ReadonlySet<string> = new Set([
  'ADMIN_PASSWORD',
  'MONGO_PASS',
  'MONGO_URL',
  'PASSWORD',
]);
export const FILE_SUFFIX = '_FILE';

/** Invalid settings, one line for each problem. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly Problem[]) {
    const lines = problems.map(({ name, message }) => `${name}: ${message}`);
    super(`invalid settings:\n${lines.map((line) => `  ${line}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = lines;
  }
}

/**
 * Makes the configuration. Unknown variables are ignored. An empty variable counts as not set.
 *
 * @throws ConfigError with every invalid variable.
 */
export function loadConfig(overrides: Variables = {}, environment = readEnvironment()): Config {
  const { config, problems } = checkSettings(overrides, environment);
  if (config === undefined) throw new ConfigError(problems);
  return config;
}

/** The configuration, or all invalid settings. */
export function checkSettings(
  overrides: Variables,
  environment: Variables,
): { readonly config: Config | undefined; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const entries = Object.entries(settings).map(([key, { name, defaultValue, schema }]) => {
    const text =
      overrides[name] || secretOf(name, environment, problems) || environment[name] || defaultValue;
    const parsed = schema.safeParse(text);
    if (parsed.success) return [key, parsed.data];
    problems.push({ name, message: parsed.error.issues.map((issue) => issue.message).join('; ') });
    return [key, undefined];
  });
  if (problems.length > 0) return { config: undefined, problems };
  const config: Config = withPublicParties(withCsvDir(withDemoAdmin(Object.fromEntries(entries))));
  problems.push(...adminProblems(config), ...tlsProblems(config));
  if (config.idleTimeoutMs <= config.heartbeatMs) {
    problems.push({
      name: 'IDLE_TIMEOUT_MS',
      message: 'must be higher than HEARTBEAT_MS, or quiet streams are closed',
    });
  }
  return { config: problems.length > 0 ? undefined : Object.freeze(config), problems };
}

/** Content of a secret's file, without the last newline. Undefined if no file is set, or on a problem. */
function secretOf(name: string, environment: Variables, problems: Problem[]): string | undefined {
  const file = SECRETS.has(name) ? environment[name + FILE_SUFFIX] : undefined;
  if (!file) return undefined;
  if (environment[name]) {
    problems.push({ name, message: `is set together with ${name}${FILE_SUFFIX}: remove one` });
    return undefined;
  }
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const message =
      code === 'ENOENT' ? `there is no file ${file}` : `${file} cannot be read (${String(code ?? error)})`;
    problems.push({ name: name + FILE_SUFFIX, message });
    return undefined;
  }
}

/** Maximum number of concurrent password checks. One core stays free for matching, because the checks would add to its latency. */
export function loginConcurrency(): number {
  return Math.max(1, Math.min(availableParallelism() - 1, 4));
}

/** The number of gateway threads. Only Linux distributes the connections of one port among several. */
export function gatewayCount({ gateways }: Pick<Config, 'gateways'>): number {
  if (gateways !== 'auto') return gateways;
  if (process.platform !== 'linux') return 1;
  return Math.max(1, Math.min(availableParallelism() - 1, 8));
}

function withDemoAdmin(config: Parsed): Parsed {
  if (!config.demo) return config;
  return {
    ...config,
    adminId: config.adminId || DEMO_ADMIN,
    adminPassword: config.adminPassword || DEMO_PASSWORD,
  };
}

function withCsvDir(config: Parsed): Parsed {
  return { ...config, csvDir: config.csvDir || join(config.dataDir, 'csv') };
}

function withPublicParties(config: Parsed): Config {
  return { ...config, publicParties: config.publicParties ?? isLoopback(config.host) };
}

function adminProblems({ adminId, adminPassword, demo, host, partyStore }: Config): Problem[] {
  const problems: Problem[] = [];
  const add = (name: string, message: string) => problems.push({ name, message });
  if (demo && partyStore === 'mongo') {
    add(
      'PARTY_STORE',
      'must be sqlite with DEMO=true: the passwords of a demo are public, and other programs may read MongoDB',
    );
  }
  if (demo && !isLoopback(host)) add('DEMO', `is allowed only with a loopback HOST, not with ${host}`);
  if (adminPassword === '') return problems;
  if (adminId === '') {
    add('ADMIN_ID', 'is empty, but ADMIN_PASSWORD is set');
  } else if (adminPassword === DEMO_PASSWORD && !demo) {
    add('ADMIN_PASSWORD', 'is the public password of the demo: choose another, or set DEMO=true');
  } else if (Buffer.byteLength(adminPassword) < MIN_PASSWORD_BYTES) {
    add('ADMIN_PASSWORD', `must have ${MIN_PASSWORD_BYTES} to ${MAX_PASSWORD_BYTES} bytes`);
  }
  return problems;
}

function tlsProblems({ host, tlsCert, tlsKey, tlsClientCa, allowClearText }: Config): Problem[] {
  const problems: Problem[] = [];
  const add = (name: string, message: string) => problems.push({ name, message });
  if (tlsCert !== '' && tlsKey === '') add('TLS_KEY', 'is empty, but TLS_CERT is set');
  if (tlsCert === '' && tlsKey !== '') add('TLS_CERT', 'is empty, but TLS_KEY is set');
  if (tlsCert === '' && tlsClientCa !== '') add('TLS_CERT', 'is empty, but TLS_CLIENT_CA is set');
  if (tlsCert === '' && !allowClearText && !isLoopback(host)) {
    add(
      'HOST',
      `other machines can connect to ${host}, and would send passwords in clear text: set TLS_CERT and TLS_KEY. Behind a TLS proxy or in a trusted network, set ALLOW_CLEAR_TEXT=true`,
    );
  }
  return problems;
}

/** Whether only programs of this machine can connect to an address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

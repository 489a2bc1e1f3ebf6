import { readFileSync } from 'node:fs';
import { isIP, isIPv4 } from 'node:net';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import {
  MAX_OPEN_ORDERS,
  MAX_PARTY_ID_BYTES,
  MAX_PASSWORD_BYTES,
  MIN_PASSWORD_BYTES,
} from './domain/limits.ts';
import { isPlainName, NAME_FORM, normalizeName } from './domain/name.ts';
import { readEnvironment } from './environment.ts';
import type { Variables } from './settings/env-file.ts';

/** The password that everyone knows; `DEMO=true` on a loopback address is the only place for it. */
const DEMO_PASSWORD = 'redleaf-demo';
const DEMO_ADMIN = 'admin';

interface Setting {
  readonly name: string;
  /** As it is written in the environment. */
  readonly defaultValue: string;
  readonly description: string;
}

/** Where committed events can go, beside the journal, when WRITERS names it. */
const WRITER_NAMES = ['csv', 'multicast', 'mongo'] as const;
/** And where they go unless HISTORY is false. */
export type WriterName = (typeof WRITER_NAMES)[number] | 'history';

/** A setting with its schema: text in, a value of the right type out. */
function setting<T extends z.ZodType>(name: string, defaultValue: string, description: string, schema: T) {
  return { name, defaultValue, description, schema };
}

const MAX_INT32 = 2 ** 31 - 1;

/** Every setting there is, in the order in which people meet them. */
const settings = {
  host: setting('HOST', '127.0.0.1', 'Address to listen on.', z.string().min(1)),
  port: setting('PORT', '8000', 'TCP port to listen on; 0 takes a free one.', integer(0, 65_535)),
  tlsCert: setting(
    'TLS_CERT',
    '',
    'File with the certificate of the server, and those between it and its authority, in PEM; empty for no TLS.',
    z.string(),
  ),
  tlsKey: setting('TLS_KEY', '', 'File with its private key, in PEM, without a passphrase.', z.string()),
  tlsClientCa: setting(
    'TLS_CLIENT_CA',
    '',
    'File with the authorities of clients, in PEM: clients then need a certificate; empty for none.',
    z.string(),
  ),
  allowClearText: setting(
    'ALLOW_CLEAR_TEXT',
    'false',
    'Lets other machines connect without TLS: behind a proxy that speaks it, or in a network that is trusted.',
    flag(),
  ),
  dataDir: setting('DATA_DIR', './data', 'Folder of the journal and the credentials.', z.string().min(1)),
  adminId: setting(
    'ADMIN_ID',
    '',
    'Administrator that is created at the first start; empty for none.',
    bytes(0, MAX_PARTY_ID_BYTES).transform(normalizeName).refine(isPlainName, `must be ${NAME_FORM}`),
  ),
  adminPassword: setting(
    'ADMIN_PASSWORD',
    '',
    `Its password, ${MIN_PASSWORD_BYTES} to ${MAX_PASSWORD_BYTES} bytes; needed at the first start only.`,
    bytes(0, MAX_PASSWORD_BYTES),
  ),
  demo: setting(
    'DEMO',
    'false',
    `Lets ADMIN_ID and ADMIN_PASSWORD default to ${DEMO_ADMIN} and ${DEMO_PASSWORD}; loopback addresses only.`,
    flag(),
  ),
  partyStore: setting(
    'PARTY_STORE',
    'sqlite',
    "Where parties' passwords are: sqlite for the data folder, mongo for the collection parties of MONGO_DB.",
    z.enum(['sqlite', 'mongo']),
  ),
  logLevel: setting(
    'LOG_LEVEL',
    'info',
    'fatal, error, warn, info, debug, trace or silent.',
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
  ),
  logDir: setting(
    'LOG_DIR',
    '',
    'Folder of log files, one for each quarter of an hour; empty for none.',
    z.string(),
  ),
  logKeepFiles: setting(
    'LOG_KEEP_FILES',
    '672',
    'Log files that are kept; 672 are those of a week.',
    integer(1, 1_000_000),
  ),
  logMaxBytes: setting(
    'LOG_MAX_BYTES',
    '1073741824',
    'Bytes of all log files together: the oldest go first.',
    integer(1_048_576, 2 ** 40),
  ),
  otelEndpoint: setting(
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    '',
    'Collector of OpenTelemetry that a trace of each call is sent to, such as http://127.0.0.1:4318; empty for none.',
    z.string().refine((text) => text === '' || isHttpUrl(text), 'must be like http://127.0.0.1:4318'),
  ),
  otelServiceName: setting('OTEL_SERVICE_NAME', 'redleaf', 'What traces call the exchange.', bytes(1, 255)),
  otelSampleRatio: setting(
    'OTEL_TRACES_SAMPLER_ARG',
    '1',
    'Which part of the calls is traced, from 0 to 1, unless their caller has decided.',
    z
      .string()
      .regex(/^(0|1|0?\.\d+|[01]\.0*)$/, 'must be a number from 0 to 1')
      .transform(Number),
  ),
  corsOrigins: setting(
    'CORS_ORIGINS',
    '',
    'Origins whose web pages may call, such as https://desk.example.com, with commas between; * for all.',
    origins(),
  ),
  publicParties: setting(
    'PUBLIC_PARTIES',
    '',
    'Whether everyone may see who owns and trades what: true or false; empty for true if HOST is a loopback address.',
    z.enum(['true', 'false', '']).transform((text) => (text === '' ? undefined : text === 'true')),
  ),
  marketTimeZone: setting(
    'MARKET_TIME_ZONE',
    'UTC',
    'When the days of candles begin: at midnight in this time zone, such as Europe/Zurich.',
    z.string().refine(isTimeZone, 'must be a time zone of IANA, such as Europe/Zurich'),
  ),
  sessionMinutes: setting(
    'SESSION_MINUTES',
    '720',
    'How long a token is good for; a lower one counts for sessions that are open, from the next start on.',
    integer(1, 525_600),
  ),
  maxSessionsPerParty: setting(
    'MAX_SESSIONS_PER_PARTY',
    '16',
    'A login beyond it ends the oldest session of the party.',
    integer(1, 10_000),
  ),
  maxLoginsWaiting: setting(
    'MAX_LOGINS_WAITING',
    '256',
    'Password checks that may wait their turn, and as many of callers who are known; a quarter of them from one address.',
    integer(1, 100_000),
  ),
  maxConnections: setting('MAX_CONNECTIONS', '10000', 'Open TCP connections.', integer(1, 1_000_000)),
  maxStreamsPerConnection: setting(
    'MAX_STREAMS_PER_CONNECTION',
    '1024',
    'Calls that one HTTP/2 connection may have open.',
    integer(1, MAX_INT32),
  ),
  maxRequestsInFlight: setting(
    'MAX_REQUESTS_IN_FLIGHT',
    '16384',
    'Unary calls of parties that are being answered, as many without a token, and commands that wait for the journal.',
    integer(1, 1_000_000),
  ),
  maxStreamCommandsInFlight: setting(
    'MAX_STREAM_COMMANDS_IN_FLIGHT',
    '4096',
    'Commands of one order-entry stream that are being answered; the next frame waits in the socket.',
    integer(1, 1_000_000),
  ),
  maxSubscriptions: setting(
    'MAX_SUBSCRIPTIONS',
    '10000',
    'Streams of market data that are open, and as many again of parties; they have at most 16 times as many subscriptions.',
    integer(1, 1_000_000),
  ),
  maxBufferedBytes: setting(
    'MAX_BUFFERED_BYTES',
    '268435456',
    'Bytes of answers that their callers have not read: of parties, and as many without a token; a quarter of it for arriving requests.',
    integer(1_048_576, 64 * 1_073_741_824),
  ),
  partySharePercent: setting(
    'PARTY_SHARE_PERCENT',
    '25',
    'How much of each of these bounds one party may take.',
    integer(1, 100),
  ),
  addressSharePercent: setting(
    'ADDRESS_SHARE_PERCENT',
    '25',
    'How much of each, and of the connections, the callers of one address may take without a token; set 100 behind a proxy.',
    integer(1, 100),
  ),
  maxOpenOrdersPerParty: setting(
    'MAX_OPEN_ORDERS_PER_PARTY',
    '100000',
    'Open orders of one party.',
    integer(1, MAX_OPEN_ORDERS),
  ),
  retainedReports: setting(
    'RETAINED_REPORTS',
    '200000',
    'Trades, and execution reports, kept in memory for streams that resume; older ones are read from the journal.',
    integer(1, 100_000_000),
  ),
  heartbeatMs: setting(
    'HEARTBEAT_MS',
    '5000',
    'A quiet stream sends a sign of life this often.',
    integer(10, 3_600_000),
  ),
  idleTimeoutMs: setting(
    'IDLE_TIMEOUT_MS',
    '120000',
    'A connection on which nothing moves for this long is closed, and a request has so long to arrive.',
    // Twice as long is a timer of node, which waits 24.8 days at most.
    integer(1_000, 86_400_000),
  ),
  snapshotEvents: setting(
    'SNAPSHOT_EVENTS',
    '500000',
    'A snapshot is taken after this many events.',
    integer(1, 1_000_000_000),
  ),
  history: setting(
    'HISTORY',
    'true',
    'Keeps every order, trade and position in history.db in DATA_DIR, for the calls that list them.',
    flag(),
  ),
  maxHistoryReadsWaiting: setting(
    'MAX_HISTORY_READS_WAITING',
    '256',
    'Calls of parties that may wait for a page of the history, and as many again of everyone for trades and for datagrams.',
    integer(1, 100_000),
  ),
  writers: setting(
    'WRITERS',
    '',
    `Where committed events go too: any of ${WRITER_NAMES.join(', ')}, with commas between them; empty for nowhere.`,
    writerNames(),
  ),
  csvDir: setting(
    'CSV_DIR',
    '',
    'Folder of the CSV files; empty for the folder csv in DATA_DIR.',
    z.string(),
  ),
  mcastGroup: setting(
    'MCAST_GROUP',
    '224.1.1.1',
    'Multicast group that the datagrams are sent to.',
    z.string().refine(isMulticastGroup, 'must be an IPv4 address from 224.0.0.0 to 239.255.255.255'),
  ),
  mcastPort: setting('MCAST_PORT', '4444', 'UDP port of the group.', integer(1, 65_535)),
  mcastTtl: setting(
    'MCAST_TTL',
    '1',
    'How many networks a datagram may cross; 0 keeps it on this machine.',
    integer(0, 255),
  ),
  mcastInterface: setting(
    'MCAST_INTERFACE',
    '',
    'Address of the network interface to send from; empty for the default one of the system.',
    z.string().refine((text) => text === '' || isIPv4(text), 'must be an IPv4 address'),
  ),
  mcastHeartbeatMs: setting(
    'MCAST_HEARTBEAT_MS',
    '1000',
    'After so long without a datagram, a heartbeat is sent.',
    integer(10, 3_600_000),
  ),
  mcastRetained: setting(
    'MCAST_RETAINED',
    '1000000',
    'Datagrams that are kept for listeners that have lost some.',
    integer(1, 1_000_000_000),
  ),
  mongoUrl: setting(
    'MONGO_URL',
    '',
    'Connection string of MongoDB; goes over MONGO_HOST and MONGO_PORT.',
    z
      .string()
      .refine((text) => text === '' || /^mongodb(\+srv)?:\/\//.test(text), 'must begin with mongodb://'),
  ),
  mongoHost: setting('MONGO_HOST', 'localhost', 'Address of MongoDB.', z.string().min(1)),
  mongoPort: setting('MONGO_PORT', '27017', 'TCP port of MongoDB.', integer(1, 65_535)),
  mongoDb: setting('MONGO_DB', 'exchange', 'Database of MongoDB that is used.', z.string().min(1)),
  mongoUser: setting(
    'MONGO_USER',
    '',
    'User of MongoDB; empty for none, or for that of MONGO_URL.',
    z.string(),
  ),
  mongoPass: setting('MONGO_PASS', '', 'Its password.', z.string()),
  apiUrl: setting(
    'API_URL',
    '',
    'Where clients find the exchange; empty for HOST and PORT.',
    z.string().refine((text) => text === '' || isHttpUrl(text), 'must be like http://127.0.0.1:8000'),
  ),
  partyId: setting(
    'PARTY_ID',
    '',
    'Party that clients log in as when they name no other.',
    bytes(0, MAX_PARTY_ID_BYTES),
  ),
  password: setting('PASSWORD', '', 'Its password.', bytes(0, MAX_PASSWORD_BYTES)),
} as const;

type Settings = typeof settings;
type Parsed = { readonly [Key in keyof Settings]: z.output<Settings[Key]['schema']> };

/** How the exchange was told to run. Nothing else reads the environment. */
export type Config = Parsed & { readonly publicParties: boolean };

interface NamedSetting extends Setting {
  /** Its name in a Config. */
  readonly key: string;
}

/** What `.env.example` and the documentation must list. */
export const SETTINGS: readonly NamedSetting[] = Object.entries(settings).map(([key, entry]) => ({
  key,
  ...entry,
}));

/** What is wrong with a setting, and what to do. */
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

/** Something is wrong with the settings: all of it, one line for each problem. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly Problem[]) {
    const lines = problems.map(({ name, message }) => `${name}: ${message}`);
    super(`the settings are wrong:\n${lines.map((line) => `  ${line}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = lines;
  }
}

/**
 * Makes the one configuration. Variables that are no settings are ignored; an empty
 * one counts as not set.
 *
 * @throws ConfigError naming every variable that is wrong.
 */
export function loadConfig(overrides: Variables = {}, environment = readEnvironment()): Config {
  const { config, problems } = checkSettings(overrides, environment);
  if (config === undefined) throw new ConfigError(problems);
  return config;
}

/** The configuration that the variables make, or all that is wrong with them. */
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
      message: 'must be more than HEARTBEAT_MS, or quiet streams are cut off',
    });
  }
  return { config: problems.length > 0 ? undefined : Object.freeze(config), problems };
}

/** What the file of a secret holds, without the newline at its end; undefined when there is no such file to read. */
function secretOf(name: string, environment: Variables, problems: Problem[]): string | undefined {
  const file = SECRETS.has(name) ? environment[name + FILE_SUFFIX] : undefined;
  if (!file) return undefined;
  if (environment[name]) {
    problems.push({ name, message: `is set, and ${name}${FILE_SUFFIX} too: leave one of them out` });
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

/** Password checks at a time: one core is left for matching, whose latency they would eat. */
export function loginConcurrency(): number {
  return Math.max(1, Math.min(availableParallelism() - 1, 4));
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
    add('PARTY_STORE', 'other exchanges may read MongoDB, and everyone knows the passwords of a demo');
  }
  if (demo && !isLoopback(host)) add('DEMO', `only on a loopback address, and HOST is ${host}`);
  if (adminPassword === '') return problems;
  if (adminId === '') {
    add('ADMIN_ID', 'is empty, but ADMIN_PASSWORD is set');
  } else if (adminPassword === DEMO_PASSWORD && !demo) {
    add('ADMIN_PASSWORD', 'everyone knows this one; choose another, or set DEMO=true');
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
      `other machines could connect to ${host}, and passwords would be sent in clear text: set TLS_CERT and TLS_KEY; or ALLOW_CLEAR_TEXT=true, where a proxy in front speaks TLS or the network is trusted`,
    );
  }
  return problems;
}

/** Whether only programs of the same machine can connect to an address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function isHttpUrl(text: string): boolean {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? '');
}

/** Offsets such as +01:00 are none: their days never change. */
function isTimeZone(text: string): boolean {
  try {
    return /^[A-Za-z]/.test(text) && new Intl.DateTimeFormat('en', { timeZone: text }) !== undefined;
  } catch {
    return false;
  }
}

function isMulticastGroup(text: string): boolean {
  const first = Number(text.split('.', 1)[0]);
  return isIPv4(text) && first >= 224 && first <= 239;
}

/** Names in any order, each once. */
function writerNames() {
  return z.string().transform((text, context): readonly WriterName[] => {
    const names = text
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    const known = WRITER_NAMES.filter((name) => names.includes(name));
    const unknown = names.filter((name) => !known.some((other) => other === name));
    for (const name of unknown) {
      context.addIssue(`there is no writer ${name}, only ${WRITER_NAMES.join(', ')}`);
    }
    if (unknown.length === 0 && known.length < names.length) context.addIssue('names a writer twice');
    return known;
  });
}

function flag() {
  return z.enum(['true', 'false']).transform((text) => text === 'true');
}

function integer(min: number, max: number) {
  return z
    .string()
    .regex(/^\d{1,15}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be a whole number from ${min} to ${max}`);
}

function origins() {
  return z
    .string()
    .transform((text) => text.split(',').map((origin) => origin.trim()))
    .transform((all) => all.filter((origin) => origin !== ''))
    .refine(
      (all) => all.every((origin) => origin === '*' || URL.parse(origin)?.origin === origin),
      'must be origins such as https://desk.example.com, without a path, or *',
    );
}

function bytes(min: number, max: number) {
  return z.string().refine((text) => {
    const length = Buffer.byteLength(text);
    return length >= min && length <= max;
  }, `must have ${min} to ${max} bytes`);
}

import { isIPv4 } from 'node:net';
import { z } from 'zod';
import {
  MAX_OPEN_ORDERS,
  MAX_PARTY_ID_BYTES,
  MAX_PASSWORD_BYTES,
  MIN_PASSWORD_BYTES,
} from '../domain/limits.ts';
import { isPlainName, NAME_FORM, normalizeName } from '../domain/name.ts';
import {
  bytes,
  countOrAuto,
  flag,
  integer,
  isHttpUrl,
  isMulticastGroup,
  isTimeZone,
  origins,
  WRITER_NAMES,
  writerNames,
} from './schemas.ts';

/** The public password of a demo. It is allowed only with `DEMO=true` on a loopback address. */
export const DEMO_PASSWORD = 'redleaf-demo';
export const DEMO_ADMIN = 'admin';

export interface Setting {
  readonly name: string;
  /** The text of an environment variable. */
  readonly defaultValue: string;
  readonly description: string;
}

/** @param schema turns the text into a typed value. */
function setting<T extends z.ZodType>(name: string, defaultValue: string, description: string, schema: T) {
  return { name, defaultValue, description, schema };
}

const MAX_INT32 = 2 ** 31 - 1;
const MAX_GATEWAYS = 64;

/** All settings, in the order of the documentation. */
export const settings = {
  host: setting('HOST', '127.0.0.1', 'Address to listen on.', z.string().min(1)),
  port: setting('PORT', '8000', 'TCP port to listen on; 0 chooses a free one.', integer(0, 65_535)),
  tlsCert: setting(
    'TLS_CERT',
    '',
    'PEM file with the server certificate, followed by its intermediate certificates; empty for no TLS.',
    z.string(),
  ),
  tlsKey: setting(
    'TLS_KEY',
    '',
    'PEM file with the private key of TLS_CERT, without a passphrase.',
    z.string(),
  ),
  tlsClientCa: setting(
    'TLS_CLIENT_CA',
    '',
    'PEM file with authorities of client certificates. If set, clients over TLS need a certificate.',
    z.string(),
  ),
  allowClearText: setting(
    'ALLOW_CLEAR_TEXT',
    'false',
    'Lets other machines connect without TLS. For use behind a TLS proxy or in a trusted network.',
    flag(),
  ),
  fastLane: setting(
    'FAST_LANE',
    'true',
    'Serves plain gRPC calls of orders without the RPC library, several times as fast. Answers are the same either way.',
    flag(),
  ),
  gateways: setting(
    'GATEWAYS',
    'auto',
    'Threads that serve clients, beside the one that matches; auto for one less than there are cores, from 1 to 8; 0 for one thread that does all, on a small machine. More than one needs Linux.',
    countOrAuto(MAX_GATEWAYS),
  ),
  dataDir: setting(
    'DATA_DIR',
    './data',
    'Folder of the journal, the credentials and all other data.',
    z.string().min(1),
  ),
  adminId: setting(
    'ADMIN_ID',
    '',
    'Administrator to create at the first start; empty for none.',
    bytes(0, MAX_PARTY_ID_BYTES).transform(normalizeName).refine(isPlainName, `must be ${NAME_FORM}`),
  ),
  adminPassword: setting(
    'ADMIN_PASSWORD',
    '',
    `Password of ADMIN_ID, ${MIN_PASSWORD_BYTES} to ${MAX_PASSWORD_BYTES} bytes; needed at the first start only.`,
    bytes(0, MAX_PASSWORD_BYTES),
  ),
  demo: setting(
    'DEMO',
    'false',
    `Demo mode: ADMIN_ID and ADMIN_PASSWORD default to ${DEMO_ADMIN} and ${DEMO_PASSWORD}. Only with a loopback HOST.`,
    flag(),
  ),
  partyStore: setting(
    'PARTY_STORE',
    'sqlite',
    'Where passwords are stored: sqlite in DATA_DIR, or mongo in the collection parties of MONGO_DB.',
    z.enum(['sqlite', 'mongo']),
  ),
  logLevel: setting(
    'LOG_LEVEL',
    'info',
    'Least severe level to log: fatal, error, warn, info, debug, trace; or silent.',
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
  ),
  logDir: setting(
    'LOG_DIR',
    '',
    'Folder of log files, with a new file every 15 minutes; empty for no files.',
    z.string(),
  ),
  logKeepFiles: setting(
    'LOG_KEEP_FILES',
    '672',
    'Number of log files to keep; 672 are those of one week.',
    integer(1, 1_000_000),
  ),
  logMaxBytes: setting(
    'LOG_MAX_BYTES',
    '1073741824',
    'Maximum size of all log files together, in bytes; the oldest are deleted first.',
    integer(1_048_576, 2 ** 40),
  ),
  otelEndpoint: setting(
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    '',
    'OpenTelemetry collector that receives traces, such as http://127.0.0.1:4318; empty for no traces.',
    z
      .string()
      .refine((text) => text === '' || isHttpUrl(text), 'must be a URL such as http://127.0.0.1:4318'),
  ),
  otelServiceName: setting(
    'OTEL_SERVICE_NAME',
    'redleaf',
    'Service name of the exchange in traces.',
    bytes(1, 255),
  ),
  otelSampleRatio: setting(
    'OTEL_TRACES_SAMPLER_ARG',
    '1',
    'Fraction of calls to trace, from 0 to 1, when the caller has not decided.',
    z
      .string()
      .regex(/^(0|1|0?\.\d+|[01]\.0*)$/, 'must be a number from 0 to 1')
      .transform(Number),
  ),
  corsOrigins: setting(
    'CORS_ORIGINS',
    '',
    'Origins whose web pages may call the API, comma-separated, such as https://desk.example.com; * for all.',
    origins(),
  ),
  publicParties: setting(
    'PUBLIC_PARTIES',
    '',
    'Whether everyone may see the parties of orders and trades: true or false. Empty: true if HOST is a loopback address.',
    z.enum(['true', 'false', '']).transform((text) => (text === '' ? undefined : text === 'true')),
  ),
  marketTimeZone: setting(
    'MARKET_TIME_ZONE',
    'UTC',
    'Time zone whose midnight begins the days of candles, such as Europe/Zurich.',
    z.string().refine(isTimeZone, 'must be an IANA time zone, such as Europe/Zurich'),
  ),
  clock: setting(
    'CLOCK',
    'system',
    'Time of the exchange: system, or manual, which stands still until an administrator advances it; for tests and simulations.',
    z.enum(['system', 'manual']),
  ),
  sessionMinutes: setting(
    'SESSION_MINUTES',
    '720',
    'Lifetime of a session in minutes. After a restart, a lower value also applies to open sessions.',
    integer(1, 525_600),
  ),
  maxSessionsPerParty: setting(
    'MAX_SESSIONS_PER_PARTY',
    '16',
    'Open sessions of one party; a further login ends the oldest one.',
    integer(1, 10_000),
  ),
  maxLoginsWaiting: setting(
    'MAX_LOGINS_WAITING',
    '256',
    'Password checks that may wait, for unknown callers and again for known ones; a quarter for one address.',
    integer(1, 100_000),
  ),
  maxConnections: setting(
    'MAX_CONNECTIONS',
    '10000',
    'Maximum number of open TCP connections of each gateway.',
    integer(1, 1_000_000),
  ),
  maxStreamsPerConnection: setting(
    'MAX_STREAMS_PER_CONNECTION',
    '1024',
    'Maximum number of open calls on one HTTP/2 connection.',
    integer(1, MAX_INT32),
  ),
  maxRequestsInFlight: setting(
    'MAX_REQUESTS_IN_FLIGHT',
    '16384',
    'Maximum number of unanswered unary calls of parties, of calls without a token, both at each gateway, and of commands that wait for the journal.',
    integer(1, 1_000_000),
  ),
  maxStreamCommandsInFlight: setting(
    'MAX_STREAM_COMMANDS_IN_FLIGHT',
    '4096',
    'Maximum number of unanswered commands on one OrderEntry stream; further frames are not read meanwhile.',
    integer(1, 1_000_000),
  ),
  maxSubscriptions: setting(
    'MAX_SUBSCRIPTIONS',
    '10000',
    'Maximum number of open streams without a token, and again of parties, at each gateway. Their subscriptions: 16 times this number.',
    integer(1, 1_000_000),
  ),
  maxBufferedBytes: setting(
    'MAX_BUFFERED_BYTES',
    '268435456',
    'Bytes of unread answers of each gateway, for parties and again for callers without a token; a quarter of it for incomplete requests.',
    integer(1_048_576, 64 * 1_073_741_824),
  ),
  partySharePercent: setting(
    'PARTY_SHARE_PERCENT',
    '25',
    'Share of each of these maximums that one party may use, in percent.',
    integer(1, 100),
  ),
  addressSharePercent: setting(
    'ADDRESS_SHARE_PERCENT',
    '25',
    'Share, also of MAX_CONNECTIONS, for callers without a token at one address, in percent; 100 behind a proxy.',
    integer(1, 100),
  ),
  maxOpenOrdersPerParty: setting(
    'MAX_OPEN_ORDERS_PER_PARTY',
    '100000',
    'Maximum number of open orders of one party.',
    integer(1, MAX_OPEN_ORDERS),
  ),
  maxCallsPerSecond: setting(
    'MAX_CALLS_PER_SECOND',
    '0',
    'Calls without a token that one address may make per second at each gateway; 0 for no limit. Logins do not count.',
    integer(0, 1_000_000),
  ),
  maxOrdersPerSecond: setting(
    'MAX_ORDERS_PER_SECOND',
    '0',
    'Orders that one party may place and amend per second; 0 for no limit. Cancels never count.',
    integer(0, 1_000_000),
  ),
  retainedReports: setting(
    'RETAINED_REPORTS',
    '200000',
    'Number of trades, and of execution reports, that each gateway keeps in memory for streams; the journal has older ones.',
    integer(1, 100_000_000),
  ),
  heartbeatMs: setting(
    'HEARTBEAT_MS',
    '5000',
    'Interval of heartbeats on a quiet stream, in milliseconds.',
    integer(10, 3_600_000),
  ),
  idleTimeoutMs: setting(
    'IDLE_TIMEOUT_MS',
    '120000',
    'Milliseconds after which an idle connection or an incomplete request is closed.',
    // A timer runs for twice this time. Timers of Node are limited to 24.8 days.
    integer(1_000, 86_400_000),
  ),
  snapshotEvents: setting(
    'SNAPSHOT_EVENTS',
    '500000',
    'Number of events between two snapshots.',
    integer(1, 1_000_000_000),
  ),
  history: setting(
    'HISTORY',
    'true',
    'Whether history.db in DATA_DIR keeps all orders, trades and candles, for the calls that list them.',
    flag(),
  ),
  maxHistoryReadsWaiting: setting(
    'MAX_HISTORY_READS_WAITING',
    '256',
    'Reads of the history that may wait at each gateway, for parties; again for public reads of trades, and of datagrams.',
    integer(1, 100_000),
  ),
  writers: setting(
    'WRITERS',
    '',
    `Additional copies of committed events, comma-separated: ${WRITER_NAMES.join(', ')}; empty for none.`,
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
    'Multicast group of the datagrams.',
    z.string().refine(isMulticastGroup, 'must be an IPv4 address from 224.0.0.0 to 239.255.255.255'),
  ),
  mcastPort: setting('MCAST_PORT', '4444', 'UDP port of MCAST_GROUP.', integer(1, 65_535)),
  mcastTtl: setting(
    'MCAST_TTL',
    '1',
    'Maximum number of networks that a datagram crosses; 0 keeps it on this machine.',
    integer(0, 255),
  ),
  mcastInterface: setting(
    'MCAST_INTERFACE',
    '',
    "Address of the network interface to send from; empty for the system's default.",
    z.string().refine((text) => text === '' || isIPv4(text), 'must be an IPv4 address'),
  ),
  mcastHeartbeatMs: setting(
    'MCAST_HEARTBEAT_MS',
    '1000',
    'Milliseconds without a datagram after which a heartbeat is sent.',
    integer(10, 3_600_000),
  ),
  mcastRetained: setting(
    'MCAST_RETAINED',
    '1000000',
    'Number of datagrams to keep for ReplayMulticast.',
    integer(1, 1_000_000_000),
  ),
  mongoUrl: setting(
    'MONGO_URL',
    '',
    'Connection string of MongoDB; takes precedence over MONGO_HOST and MONGO_PORT.',
    z
      .string()
      .refine((text) => text === '' || /^mongodb(\+srv)?:\/\//.test(text), 'must begin with mongodb://'),
  ),
  mongoHost: setting('MONGO_HOST', 'localhost', 'Host of MongoDB.', z.string().min(1)),
  mongoPort: setting('MONGO_PORT', '27017', 'TCP port of MongoDB.', integer(1, 65_535)),
  mongoDb: setting('MONGO_DB', 'exchange', 'Database in MongoDB.', z.string().min(1)),
  mongoUser: setting(
    'MONGO_USER',
    '',
    'User of MongoDB; empty for none, or for the one in MONGO_URL.',
    z.string(),
  ),
  mongoPass: setting('MONGO_PASS', '', 'Password of MONGO_USER.', z.string()),
  apiUrl: setting(
    'API_URL',
    '',
    'URL of the exchange for clients; empty for HOST and PORT.',
    z
      .string()
      .refine((text) => text === '' || isHttpUrl(text), 'must be a URL such as http://127.0.0.1:8000'),
  ),
  partyId: setting('PARTY_ID', '', 'Party for logins that name no other.', bytes(0, MAX_PARTY_ID_BYTES)),
  password: setting('PASSWORD', '', 'Password of PARTY_ID.', bytes(0, MAX_PASSWORD_BYTES)),
} as const;

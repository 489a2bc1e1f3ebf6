import { MongoClient, type MongoClientOptions } from 'mongodb';

export interface MongoSettings {
  /** Takes precedence over host and port. */
  readonly mongoUrl: string;
  readonly mongoHost: string;
  readonly mongoPort: number;
  readonly mongoDb: string;
  /** Empty for no user, or for the user in the URL. */
  readonly mongoUser: string;
  readonly mongoPass: string;
}

/** Timeouts of the driver. */
export interface MongoTimeouts {
  /** How long to look for a writable server. */
  readonly serverSelectionTimeoutMS: number;
  /** How long a server may take to answer a request. */
  readonly socketTimeoutMS: number;
}

/** Server selection is long enough for an election in the replica set. */
const DEFAULT_TIMEOUTS: MongoTimeouts = { serverSelectionTimeoutMS: 5_000, socketTimeoutMS: 30_000 };

/**
 * Connects a client that reads and writes with majority concern. It reconnects by itself after later failures.
 *
 * @throws MongoServerSelectionError if no server answers.
 */
export async function connectMongo(
  settings: MongoSettings,
  timeouts = DEFAULT_TIMEOUTS,
): Promise<MongoClient> {
  const client = createClient(settings, timeouts);
  try {
    return await client.connect();
  } catch (error) {
    // The driver does not reconnect a client whose first connection failed.
    await client.close();
    throw error;
  }
}

function createClient(settings: MongoSettings, timeouts: MongoTimeouts): MongoClient {
  const { mongoUrl, mongoHost, mongoPort } = settings;
  const url = mongoUrl || `mongodb://${mongoHost.includes(':') ? `[${mongoHost}]` : mongoHost}:${mongoPort}`;
  try {
    return new MongoClient(url, { ...options(settings), ...timeouts });
  } catch {
    // Do not pass on the driver's message: it quotes the URL, which may contain a password.
    throw new Error('MONGO_URL, MONGO_USER or MONGO_PASS is not well-formed');
  }
}

function options({ mongoUser, mongoPass }: MongoSettings): MongoClientOptions {
  return {
    appName: 'redleaf-exchange',
    // `journal`: on a server without a replica set, too, an acknowledged write must survive a crash.
    writeConcern: { w: 'majority', journal: true },
    readConcern: { level: 'majority' },
    ...(mongoUser === '' ? {} : { auth: { username: mongoUser, password: mongoPass } }),
  };
}

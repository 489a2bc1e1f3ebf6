import { MongoClient, type MongoClientOptions } from 'mongodb';

export interface MongoSettings {
  /** Goes over host and port. */
  readonly mongoUrl: string;
  readonly mongoHost: string;
  readonly mongoPort: number;
  readonly mongoDb: string;
  /** Empty for none, or when the URL has it. */
  readonly mongoUser: string;
  readonly mongoPass: string;
}

/** How long to wait, in milliseconds. */
export interface MongoPatience {
  /** For a server that can be written to. */
  readonly serverSelectionTimeoutMS: number;
  /** For a server that has taken a request and says nothing: it is as good as down. */
  readonly socketTimeoutMS: number;
}

/** Long enough for an election; whoever waits is told soon after that. */
const PATIENT: MongoPatience = { serverSelectionTimeoutMS: 5_000, socketTimeoutMS: 30_000 };

/**
 * A client that reads and writes by majority. Once connected, it connects again by itself after a failure.
 *
 * @throws MongoServerSelectionError if nobody answers.
 */
export async function connectMongo(settings: MongoSettings, patience = PATIENT): Promise<MongoClient> {
  const client = createClient(settings, patience);
  try {
    return await client.connect();
  } catch (error) {
    // A client that has failed to connect stays useless.
    await client.close();
    throw error;
  }
}

function createClient(settings: MongoSettings, patience: MongoPatience): MongoClient {
  const { mongoUrl, mongoHost, mongoPort } = settings;
  const url = mongoUrl || `mongodb://${mongoHost.includes(':') ? `[${mongoHost}]` : mongoHost}:${mongoPort}`;
  try {
    return new MongoClient(url, { ...options(settings), ...patience });
  } catch {
    // What the driver says of it repeats it, and it may hold a password.
    throw new Error(
      'MongoDB cannot be reached by MONGO_URL, MONGO_USER or MONGO_PASS: one is not well-formed',
    );
  }
}

function options({ mongoUser, mongoPass }: MongoSettings): MongoClientOptions {
  return {
    appName: 'redleaf-exchange',
    // On a server without replicas, too, what is acknowledged must survive its death.
    writeConcern: { w: 'majority', journal: true },
    readConcern: { level: 'majority' },
    ...(mongoUser === '' ? {} : { auth: { username: mongoUser, password: mongoPass } }),
  };
}

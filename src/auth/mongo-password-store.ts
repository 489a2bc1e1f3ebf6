import { Binary, type Collection, type MongoClient } from 'mongodb';
import { MAX_PARTIES } from '../domain/limits.ts';
import type { Logger } from '../domain/logger.ts';
import { isPlainName } from '../domain/name.ts';
import type { PartyProfile } from '../domain/party.ts';
import { RefusedError, refuse } from '../domain/refusal.ts';
import { connectMongo, type MongoSettings, type MongoTimeouts } from '../mongo/connect.ts';
import { samePartyId } from '../mongo/party-id.ts';
import { ensureCommonCollections, PARTIES } from '../mongo/schema.ts';
import type { HashTable } from './credentials.ts';
import { type PartyDocument, readPartyDocument } from './party-document.ts';
import type { PasswordStore, StoredParty } from './password-store.ts';

/** Lifetime of a cached document. A password that another program changes counts after this time. */
const FRESH_MS = 1_000;
/** Timeout of a look-up. After the first timeout MongoDB counts as down, and logins do not wait for it. */
const FIND_TIMEOUT_MS = 1_000;
/** Pause between attempts to connect while MongoDB is down. */
const RETRY_MS = 3_000;
/** Server selection delays the start of the exchange, the socket timeout delays a change of a password. */
const TIMEOUTS: MongoTimeouts = { serverSelectionTimeoutMS: 2_000, socketTimeoutMS: 5_000 };
/** Maximum number of cached parties. A further one replaces the oldest. */
const MAX_CACHED = 10_000;

interface Connection {
  readonly client: MongoClient;
  readonly parties: Collection<PartyDocument>;
}

interface CachedParty {
  readonly stored: StoredParty | undefined;
  /** Time of the query. */
  readonly atMs: number;
}

interface Options {
  readonly settings: MongoSettings;
  /** Last known hashes, used while MongoDB is down. */
  readonly known: HashTable;
  readonly logger: Logger;
}

/**
 * Reads and writes passwords in the parties' documents in MongoDB. It keeps the last known hashes on this machine, so that
 * parties that have logged in before can log in while MongoDB is down.
 */
export class MongoPasswordStore implements PasswordStore {
  readonly #options: Options;
  /** Undefined while MongoDB is down. */
  #connection: Connection | undefined;
  #isDownLogged = false;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;
  /** By party id, oldest first. */
  readonly #cache = new Map<string, CachedParty>();
  /** Running look-ups by party id. */
  readonly #lookups = new Map<string, Promise<StoredParty | undefined>>();
  #listed = { atMs: Number.NEGATIVE_INFINITY, profiles: Promise.resolve<readonly PartyProfile[]>([]) };
  /** Number of writes. A look-up that ran during a write may be outdated, so it is not cached. */
  #writes = 0;
  /** Logged problems of documents, by party id. */
  readonly #loggedProblems = new Map<string, string>();

  private constructor(options: Options) {
    this.#options = options;
  }

  /** Returns after the first attempt to connect. If it fails, the store tries again in the background. */
  static async open(options: Options): Promise<MongoPasswordStore> {
    const store = new MongoPasswordStore(options);
    await store.#connect();
    return store;
  }

  async find(partyId: string): Promise<StoredParty | undefined> {
    const cached = this.#cache.get(partyId);
    if (cached !== undefined && performance.now() - cached.atMs < FRESH_MS) return cached.stored;
    if (this.#connection === undefined) return this.#lastKnown(partyId);
    let lookup = this.#lookups.get(partyId);
    if (lookup === undefined) {
      lookup = this.#lookUp(partyId, this.#connection).finally(() => this.#lookups.delete(partyId));
      this.#lookups.set(partyId, lookup);
    }
    return lookup;
  }

  /** At most one query a second. */
  profiles(): Promise<readonly PartyProfile[]> {
    const nowMs = performance.now();
    if (nowMs - this.#listed.atMs >= FRESH_MS) this.#listed = { atMs: nowMs, profiles: this.#list() };
    return this.#listed.profiles;
  }

  async set(party: PartyProfile, passwordHash: string): Promise<void> {
    await this.#write(party, async (parties) => {
      const filter = { party_id: samePartyId(party.partyId) };
      // The seed's scripts may have left several documents of one party.
      const { matchedCount } = await parties.updateMany(filter, { $set: fields(party, passwordHash) });
      if (matchedCount === 0) await insertNew(parties, party, passwordHash);
    });
    this.#options.known.set(party.partyId, passwordHash);
  }

  async replace(party: PartyProfile, from: string | undefined, to: string): Promise<boolean> {
    const isReplaced = await this.#write(party, async (parties) => {
      const { matchedCount } = await parties.updateOne(
        { party_id: samePartyId(party.partyId), password: samePassword(from) },
        { $set: fields(party, to) },
      );
      if (matchedCount === 1 || from !== undefined) return matchedCount === 1;
      return await insertNew(parties, party, to);
    });
    if (isReplaced) this.#options.known.set(party.partyId, to);
    return isReplaced;
  }

  async remove(partyId: string): Promise<void> {
    await this.#write({ partyId }, (parties) =>
      parties.updateMany({ party_id: samePartyId(partyId) }, { $unset: { password: '' } }),
    );
    this.#options.known.remove(partyId);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    await this.#connection?.client.close();
    this.#connection = undefined;
  }

  async #list(): Promise<readonly PartyProfile[]> {
    const connection = this.#connection;
    if (connection === undefined) return [];
    const profiles: PartyProfile[] = [];
    try {
      const documents = connection.parties
        .find({}, { projection: { party_id: 1, party_name: 1, is_admin: 1 }, enableUtf8Validation: false })
        .limit(MAX_PARTIES);
      for await (const document of documents) {
        const { profile } = readPartyDocument(document).stored;
        if (profile !== undefined && isPlainName(profile.partyId)) profiles.push(profile);
      }
    } catch (error) {
      if (connection === this.#connection) this.#disconnected(error);
    }
    return profiles;
  }

  async #lookUp(partyId: string, connection: Connection): Promise<StoredParty | undefined> {
    const atMs = performance.now();
    const writes = this.#writes;
    let document: PartyDocument | null;
    try {
      document = await findDocument(connection.parties, partyId);
    } catch (error) {
      if (connection === this.#connection) this.#disconnected(error);
      return this.#lastKnown(partyId);
    }
    const stored = document === null ? undefined : this.#read(partyId, document);
    if (writes === this.#writes) this.#cacheParty(partyId, { stored, atMs });
    return stored;
  }

  #read(partyId: string, document: PartyDocument): StoredParty {
    const { stored, problems } = readPartyDocument(document);
    this.#logProblems(partyId, problems);
    return stored;
  }

  /** Logs the problems of a document once, and again when they change. */
  #logProblems(party: string, problems: readonly string[]): void {
    const text = problems.join('; ');
    if (text === '') this.#loggedProblems.delete(party);
    else if (text !== this.#loggedProblems.get(party)) {
      this.#loggedProblems.set(party, text);
      this.#options.logger.warn({ party, problems }, 'the document of a party is invalid');
    }
  }

  #cacheParty(partyId: string, party: CachedParty): void {
    this.#cache.delete(partyId);
    this.#cache.set(partyId, party);
    if (this.#cache.size > MAX_CACHED) {
      const [oldest] = this.#cache.keys();
      if (oldest !== undefined) this.#cache.delete(oldest);
    }
    const { known } = this.#options;
    const hash = party.stored?.passwordHash;
    if (hash === known.get(partyId)) return;
    if (hash === undefined) known.remove(partyId);
    else known.set(partyId, hash);
  }

  /** @throws RefusedError PARTY_STORE_UNAVAILABLE when no hash is known. The caller's password may still be right. */
  #lastKnown(partyId: string): StoredParty {
    const passwordHash = this.#options.known.get(partyId);
    if (passwordHash === undefined) throw unavailable('cannot be reached');
    return { passwordHash, profile: undefined };
  }

  /** @throws RefusedError PARTY_STORE_UNAVAILABLE. */
  async #write<T>(
    { partyId }: Pick<PartyProfile, 'partyId'>,
    write: (parties: Collection<PartyDocument>) => Promise<T>,
  ): Promise<T> {
    if (this.#connection === undefined) throw unavailable('cannot be written');
    try {
      return await write(this.#connection.parties);
    } catch (error) {
      this.#options.logger.warn(
        { party: partyId, error: messageOf(error) },
        'MongoDB did not store a password',
      );
      throw unavailable('cannot be written');
    } finally {
      this.#writes += 1;
      this.#cache.delete(partyId);
      this.#lookups.delete(partyId);
    }
  }

  async #connect(): Promise<void> {
    const { settings, logger } = this.#options;
    let client: MongoClient | undefined;
    try {
      client = await connectMongo(settings, TIMEOUTS);
      const db = client.db(settings.mongoDb);
      const problems = await ensureCommonCollections(db);
      if (this.#closed) return await client.close();
      if (problems.length > 0) logger.warn({ problems }, 'the database has problems');
      if (this.#isDownLogged) logger.info({}, 'MongoDB answers again: its passwords apply');
      this.#isDownLogged = false;
      this.#connection = { client, parties: db.collection(PARTIES) };
    } catch (error) {
      await client?.close().catch(() => {});
      this.#disconnected(error);
    }
  }

  #disconnected(error: unknown): void {
    void this.#connection?.client.close().catch(() => {});
    this.#connection = undefined;
    if (this.#closed) return;
    this.#retry = setTimeout(() => void this.#connect(), RETRY_MS).unref();
    if (this.#isDownLogged) return;
    this.#isDownLogged = true;
    this.#options.logger.warn(
      { error: messageOf(error) },
      'MongoDB does not answer: passwords are checked against the last known ones',
    );
  }
}

function fields({ partyName, isAdmin }: PartyProfile, passwordHash: string) {
  return { party_name: partyName, is_admin: isAdmin, password: passwordHash };
}

/** A filter for a hash, stored as text or bytes; undefined for no hash. */
function samePassword(hash: string | undefined) {
  return hash === undefined ? null : { $in: [hash, new Binary(Buffer.from(hash))] };
}

/** Finds the party's document. Of several, always the same: the first one with a password, or else the first one. */
async function findDocument(
  parties: Collection<PartyDocument>,
  partyId: string,
): Promise<PartyDocument | null> {
  const filter = { party_id: samePartyId(partyId) };
  // Invalid UTF-8 in one field must not prevent a login.
  const options = { enableUtf8Validation: false, signal: AbortSignal.timeout(FIND_TIMEOUT_MS) };
  const first = await parties.findOne(filter, { ...options, sort: { _id: 1 } });
  if (first === null || (first.password ?? null) !== null) return first;
  const withPassword = { ...filter, password: { $ne: null } };
  return (await parties.findOne(withPassword, { ...options, sort: { _id: 1 } })) ?? first;
}

/** Inserts a document; returns false if the party has one already. */
async function insertNew(
  parties: Collection<PartyDocument>,
  party: PartyProfile,
  passwordHash: string,
): Promise<boolean> {
  const { partyId } = party;
  const update = { $setOnInsert: { party_id: partyId, ...fields(party, passwordHash) } };
  const { upsertedCount } = await parties.updateOne({ party_id: samePartyId(partyId) }, update, {
    upsert: true,
  });
  return upsertedCount === 1;
}

function unavailable(what: string): RefusedError {
  const message = `MongoDB, which stores the passwords, ${what}: try again later`;
  return new RefusedError(refuse('PARTY_STORE_UNAVAILABLE', message));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

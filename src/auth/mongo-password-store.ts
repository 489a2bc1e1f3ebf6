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

/** For so long what MongoDB said counts without being asked for again: a changed password counts after that. */
const FRESH_MS = 1_000;
/** Logins and requests wait for an answer no longer than this, and only once: then MongoDB is down. */
const ASK_MS = 1_000;
/** While it is down it is tried so often, by nobody who waits. */
const RETRY_MS = 3_000;
/** The start of the exchange waits as long for a server, and whoever changes a password for one that is silent. */
const TIMEOUTS: MongoTimeouts = { serverSelectionTimeoutMS: 2_000, socketTimeoutMS: 5_000 };
/** Parties whose last answer is remembered; of more, the one asked for longest ago is asked for again. */
const MAX_REMEMBERED = 10_000;

interface Connection {
  readonly client: MongoClient;
  readonly parties: Collection<PartyDocument>;
}

interface Answer {
  readonly stored: StoredParty | undefined;
  /** When it was asked for. */
  readonly atMs: number;
}

interface Options {
  readonly settings: MongoSettings;
  /** What MongoDB said last, for when it is down. */
  readonly known: HashTable;
  readonly logger: Logger;
}

/**
 * Passwords in the documents of the parties in MongoDB, which are the truth. The last known hashes are kept on this
 * machine, so that those who have ever logged in here can do so while MongoDB is down.
 */
export class MongoPasswordStore implements PasswordStore {
  readonly #options: Options;
  /** Undefined while MongoDB is down. */
  #connection: Connection | undefined;
  #toldDown = false;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;
  /** By party, the one asked for longest ago first. */
  readonly #answers = new Map<string, Answer>();
  readonly #asking = new Map<string, Promise<StoredParty | undefined>>();
  #listed = { atMs: Number.NEGATIVE_INFINITY, profiles: Promise.resolve<readonly PartyProfile[]>([]) };
  /** How often something was stored: an answer that was under way then may be older, and is not remembered. */
  #writes = 0;
  /** Problems of documents that were logged, by party. */
  readonly #told = new Map<string, string>();

  private constructor(options: Options) {
    this.#options = options;
  }

  /** Tries once to connect; without success, it goes on trying. */
  static async open(options: Options): Promise<MongoPasswordStore> {
    const store = new MongoPasswordStore(options);
    await store.#connect();
    return store;
  }

  async find(partyId: string): Promise<StoredParty | undefined> {
    const answer = this.#answers.get(partyId);
    if (answer !== undefined && performance.now() - answer.atMs < FRESH_MS) return answer.stored;
    if (this.#connection === undefined) return this.#lastKnown(partyId);
    let asking = this.#asking.get(partyId);
    if (asking === undefined) {
      asking = this.#ask(partyId, this.#connection).finally(() => this.#asking.delete(partyId));
      this.#asking.set(partyId, asking);
    }
    return asking;
  }

  /** One question for all who ask within a second. */
  profiles(): Promise<readonly PartyProfile[]> {
    const nowMs = performance.now();
    if (nowMs - this.#listed.atMs >= FRESH_MS) this.#listed = { atMs: nowMs, profiles: this.#list() };
    return this.#listed.profiles;
  }

  async set(party: PartyProfile, passwordHash: string): Promise<void> {
    await this.#write(party, async (parties) => {
      const filter = { party_id: samePartyId(party.partyId) };
      // The seed's scripts may have left several.
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
      if (connection === this.#connection) this.#lost(error);
    }
    return profiles;
  }

  async #ask(partyId: string, connection: Connection): Promise<StoredParty | undefined> {
    const atMs = performance.now();
    const writes = this.#writes;
    let document: PartyDocument | null;
    try {
      document = await findDocument(connection.parties, partyId);
    } catch (error) {
      if (connection === this.#connection) this.#lost(error);
      return this.#lastKnown(partyId);
    }
    const stored = document === null ? undefined : this.#read(partyId, document);
    if (writes === this.#writes) this.#remember(partyId, { stored, atMs });
    return stored;
  }

  #read(partyId: string, document: PartyDocument): StoredParty {
    const { stored, problems } = readPartyDocument(document);
    this.#tellOnce(partyId, problems);
    return stored;
  }

  #tellOnce(party: string, problems: readonly string[]): void {
    const told = problems.join('; ');
    if (told === '') this.#told.delete(party);
    else if (told !== this.#told.get(party)) {
      this.#told.set(party, told);
      this.#options.logger.warn({ party, problems }, 'the document of a party is invalid');
    }
  }

  #remember(partyId: string, answer: Answer): void {
    this.#answers.delete(partyId);
    this.#answers.set(partyId, answer);
    if (this.#answers.size > MAX_REMEMBERED) {
      const [oldest] = this.#answers.keys();
      if (oldest !== undefined) this.#answers.delete(oldest);
    }
    const { known } = this.#options;
    const hash = answer.stored?.passwordHash;
    if (hash === known.get(partyId)) return;
    if (hash === undefined) known.remove(partyId);
    else known.set(partyId, hash);
  }

  /** @throws RefusedError PARTY_STORE_UNAVAILABLE: its password may be right. */
  #lastKnown(partyId: string): StoredParty {
    const passwordHash = this.#options.known.get(partyId);
    if (passwordHash === undefined) throw unavailable('cannot be asked');
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
      this.#answers.delete(partyId);
      this.#asking.delete(partyId);
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
      if (this.#toldDown) logger.info({}, 'MongoDB answers again: its passwords apply');
      this.#toldDown = false;
      this.#connection = { client, parties: db.collection(PARTIES) };
    } catch (error) {
      await client?.close().catch(() => {});
      this.#lost(error);
    }
  }

  #lost(error: unknown): void {
    void this.#connection?.client.close().catch(() => {});
    this.#connection = undefined;
    if (this.#closed) return;
    this.#retry = setTimeout(() => void this.#connect(), RETRY_MS).unref();
    if (this.#toldDown) return;
    this.#toldDown = true;
    this.#options.logger.warn(
      { error: messageOf(error) },
      'MongoDB does not answer: passwords are checked against the last known ones',
    );
  }
}

function fields({ partyName, isAdmin }: PartyProfile, passwordHash: string) {
  return { party_name: partyName, is_admin: isAdmin, password: passwordHash };
}

/** A hash as text or as bytes; undefined for none. */
function samePassword(hash: string | undefined) {
  return hash === undefined ? null : { $in: [hash, new Binary(Buffer.from(hash))] };
}

/** Of several documents of a party always the same: the first that has a password, else the first. */
async function findDocument(
  parties: Collection<PartyDocument>,
  partyId: string,
): Promise<PartyDocument | null> {
  const filter = { party_id: samePartyId(partyId) };
  // Text that is not UTF-8 is no reason to fail.
  const options = { enableUtf8Validation: false, signal: AbortSignal.timeout(ASK_MS) };
  const first = await parties.findOne(filter, { ...options, sort: { _id: 1 } });
  if (first === null || (first.password ?? null) !== null) return first;
  const withPassword = { ...filter, password: { $ne: null } };
  return (await parties.findOne(withPassword, { ...options, sort: { _id: 1 } })) ?? first;
}

/** False if the party has a document. */
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
  const message = `MongoDB, which holds the passwords, ${what}; try again later`;
  return new RefusedError(refuse('PARTY_STORE_UNAVAILABLE', message));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

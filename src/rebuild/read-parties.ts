import type { Db, Document } from 'mongodb';
import { readPartyDocument } from '../auth/party-document.ts';
import { MAX_PARTY_ID_BYTES } from '../domain/limits.ts';
import { isPlainName, NAME_FORM } from '../domain/name.ts';
import { PARTY_ID_FORM, type Party, type PartyProfile } from '../domain/party.ts';
import { PARTIES } from '../mongo/schema.ts';
import { partyId, plainValue } from './fields.ts';
import type { Findings } from './found.ts';

const NOT_PLAIN = `party_id should be ${NAME_FORM}, in Unicode NFC: taken over as it is`;

/** The parties of a database, and those that only its orders and trades name. */
export class FoundParties {
  readonly #byId = new Map<string, Party>();
  readonly passwordHashes = new Map<string, string>();
  readonly #findings: Findings;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  /** In order of number. */
  get parties(): readonly Party[] {
    return [...this.#byId.values()];
  }

  add(profile: PartyProfile, passwordHash: string | undefined): void {
    this.#byId.set(profile.partyId, { ...profile, partyNumber: this.#byId.size + 1 });
    if (passwordHash !== undefined) this.passwordHashes.set(profile.partyId, passwordHash);
  }

  has(id: string): boolean {
    return this.#byId.has(id);
  }

  /** Of a party that is there. */
  numberOf(id: string): number | undefined {
    return this.#byId.get(id)?.partyNumber;
  }

  /** Of a party that owns something, whether or not there is more to know about it; undefined for no id at all. */
  numberOfOwner(id: string): number | undefined {
    const known = this.numberOf(id);
    if (known !== undefined) return known;
    if (id === '' || Buffer.byteLength(id) > MAX_PARTY_ID_BYTES || !PARTY_ID_FORM.test(id)) return undefined;
    this.#findings.add(
      `${PARTIES}, party ${id}`,
      'only its orders or trades name it: taken over without a name and without a password',
    );
    if (!isPlainName(id)) this.#findings.add(`${PARTIES}, party ${plainValue(id)}`, NOT_PLAIN);
    this.add({ partyId: id, partyName: '', isAdmin: false }, undefined);
    return this.numberOf(id);
  }
}

/** Those that have a number keep their order; those that the seed or someone by hand has made come behind. */
export async function readParties(db: Db, findings: Findings): Promise<FoundParties> {
  const found = new FoundParties(findings);
  const documents = await db.collection(PARTIES).find({}).sort({ _id: 1 }).toArray();
  for (const document of documents.sort((a, b) => numberIn(a) - numberIn(b)))
    readParty(document, found, findings);
  return found;
}

function readParty(document: Document, found: FoundParties, findings: Findings): void {
  const { data: id } = partyId.safeParse(document['party_id']);
  const where = `${PARTIES}, party ${plainValue(document['party_id'])}`;
  if (id === undefined || found.has(id)) {
    findings.add(
      where,
      id === undefined ? 'party_id is not text: not taken over' : 'is there twice: the first one counts',
    );
    return;
  }
  const { party_name, password, is_admin } = document;
  const { stored, problems } = readPartyDocument({ party_id: id, party_name, password, is_admin });
  for (const problem of problems) findings.add(where, problem);
  if (stored.profile === undefined) return;
  if (stored.passwordHash === undefined) findings.add(where, 'its password is not in the database');
  found.add(stored.profile, stored.passwordHash);
  const { party_number } = document;
  if (party_number !== undefined && Number(party_number) !== found.numberOf(id)) {
    findings.add(where, `its party_number is ${party_number}, and is ${found.numberOf(id)} now`);
  }
}

function numberIn({ party_number }: Document): number {
  return Number(party_number ?? Number.POSITIVE_INFINITY);
}

import type { Db, Document } from 'mongodb';
import { readPartyDocument } from '../auth/party-document.ts';
import { MAX_PARTY_ID_BYTES } from '../domain/limits.ts';
import { isPlainName, NAME_FORM } from '../domain/name.ts';
import { PARTY_ID_FORM, type Party, type PartyProfile } from '../domain/party.ts';
import { PARTIES } from '../mongo/schema.ts';
import { cutText } from './cut-text.ts';
import { partyId, plainValue } from './fields.ts';
import type { Findings } from './found.ts';

const NOT_PLAIN = `party_id should be ${NAME_FORM}, in Unicode NFC: imported as it is`;

/** The parties of a database, including those that only its orders and trades name. */
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

  add(profile: PartyProfile, passwordHash: string | undefined, isDisabled = false): void {
    this.#byId.set(profile.partyId, { ...profile, partyNumber: this.#byId.size + 1, isDisabled });
    if (passwordHash !== undefined) this.passwordHashes.set(profile.partyId, passwordHash);
  }

  has(id: string): boolean {
    return this.#byId.has(id);
  }

  /** Undefined for a party that was not found. */
  numberOf(id: string): number | undefined {
    return this.#byId.get(id)?.partyNumber;
  }

  /** Adds a party that only its orders or trades name; undefined if the id is invalid. */
  numberOfOwner(id: string): number | undefined {
    const known = this.numberOf(id);
    if (known !== undefined) return known;
    if (!isPartyId(id)) return undefined;
    this.#findings.add(
      `${PARTIES}, party ${id}`,
      'only its orders or trades name it: imported without a name, and cannot log in until an administrator sets a password',
    );
    if (!isPlainName(id)) this.#findings.add(`${PARTIES}, party ${plainValue(id)}`, NOT_PLAIN);
    this.add({ partyId: id, partyName: '', isAdmin: false }, undefined);
    return this.numberOf(id);
  }
}

/** Parties with a number keep their order. Those that were added by the seed or by hand have none, and come after them. */
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
  if (id === undefined) {
    findings.add(where, 'party_id is neither text nor a whole number: not imported');
    return;
  }
  const { party_name, password, is_admin } = document;
  const { stored, problems } = readPartyDocument({ party_id: id, party_name, password, is_admin });
  const { passwordHash } = stored;
  if (found.has(id)) {
    const isNeeded = passwordHash !== undefined && !found.passwordHashes.has(id);
    if (isNeeded) found.passwordHashes.set(id, passwordHash);
    findings.add(
      where,
      `occurs twice: the first one counts${isNeeded ? ', with the password of this one' : ''}`,
    );
    return;
  }
  for (const problem of problems) findings.add(where, problem);
  if (!isPartyId(id)) {
    findings.add(where, 'not imported');
    return;
  }
  const partyName = typeof party_name === 'string' ? cutText(party_name) : '';
  const profile = stored.profile ?? { partyId: id, partyName, isAdmin: is_admin === true };
  if (stored.profile === undefined) {
    findings.add(where, `imported as ${plainValue(partyName)}, ${profile.isAdmin ? '' : 'no '}administrator`);
  }
  if (passwordHash === undefined) {
    findings.add(where, 'no password in the database: cannot log in until an administrator sets one');
  }
  const { party_number, disabled } = document;
  found.add(profile, passwordHash, disabled === true);
  if (party_number !== undefined && Number(party_number) !== found.numberOf(id)) {
    findings.add(where, `its party_number is ${party_number}, and is ${found.numberOf(id)} now`);
  }
}

function isPartyId(id: string): boolean {
  return id !== '' && Buffer.byteLength(id) <= MAX_PARTY_ID_BYTES && PARTY_ID_FORM.test(id);
}

function numberIn({ party_number }: Document): number {
  return Number(party_number ?? Number.POSITIVE_INFINITY);
}

import { MAX_PARTY_ID_BYTES, MAX_TEXT_BYTES } from '../domain/limits.ts';
import { isPlainName, isPlainText, NAME_FORM, TEXT_FORM } from '../domain/name.ts';
import { PARTY_ID_FORM } from '../domain/party.ts';
import { partyIdText, textOrBytes } from '../mongo/party-id.ts';
import type { StoredParty } from './password-store.ts';

/** A document of the collection `parties`. The seed, a script or a person wrote it, so every field may be invalid. */
export interface PartyDocument {
  readonly party_id: unknown;
  readonly party_name?: unknown;
  readonly password?: unknown;
  readonly is_admin?: unknown;
}

/** The forms that the seed's library and those of other languages write. */
const BCRYPT_HASH = /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/;

/** Reads the valid fields of a document. `problems` names the invalid ones, without their values. */
export function readPartyDocument(document: PartyDocument): {
  readonly stored: StoredParty;
  readonly problems: readonly string[];
} {
  const problems: string[] = [];
  const { party_name, is_admin } = document;
  const party_id = partyIdText(document.party_id);
  const password = textOrBytes(document.password);
  const passwordHash = isBcryptHash(password) ? password : undefined;
  // A new document of the MongoDB writer has no password yet.
  if (passwordHash === undefined && password !== undefined) problems.push('password: is not a bcrypt hash');
  const hasId = isText(party_id, 1, MAX_PARTY_ID_BYTES) && PARTY_ID_FORM.test(party_id);
  if (!hasId) {
    problems.push(
      `party_id: must have 1 to ${MAX_PARTY_ID_BYTES} bytes, without control characters or surrounding spaces`,
    );
  }
  if (hasId && !isPlainName(party_id)) problems.push(`party_id: must be ${NAME_FORM}, in Unicode NFC`);
  const hasName = isText(party_name, 0, MAX_TEXT_BYTES);
  if (!hasName) problems.push(`party_name: must be text of at most ${MAX_TEXT_BYTES} bytes`);
  if (hasName && !isPlainText(party_name)) problems.push(`party_name: must be ${TEXT_FORM}`);
  const hasRole = typeof is_admin === 'boolean';
  if (!hasRole) problems.push('is_admin: must be true or false');
  const profile =
    hasId && hasName && hasRole ? { partyId: party_id, partyName: party_name, isAdmin: is_admin } : undefined;
  return { stored: { passwordHash, profile }, problems };
}

function isBcryptHash(value: unknown): value is string {
  return typeof value === 'string' && BCRYPT_HASH.test(value);
}

function isText(value: unknown, minBytes: number, maxBytes: number): value is string {
  if (typeof value !== 'string') return false;
  const bytes = Buffer.byteLength(value);
  return bytes >= minBytes && bytes <= maxBytes;
}

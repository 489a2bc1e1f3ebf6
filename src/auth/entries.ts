import { crc32 } from 'node:zlib';

/** Kinds of entries. The value is a bcrypt hash or a session. */
export const KINDS = ['password', 'known_password', 'session'] as const;
export type Kind = (typeof KINDS)[number];

/** Values by id. The id of a password is the party id, the id of a session is the hash of its token. */
export type Entries = Readonly<Record<Kind, Map<string, string>>>;

/** Sets an entry, or removes it if `value` is undefined. */
export interface Change {
  readonly kind: Kind;
  readonly id: string;
  readonly value: string | undefined;
}

/** Totals of all entries. They show a missing or outdated entry, whose own checksum is right. */
export interface Totals {
  /** Number of transactions. */
  readonly generation: number;
  /** Number of entries. */
  readonly count: number;
  /** Sum of the entries' checksums, modulo 2^32. */
  readonly checksumSum: number;
}

export const NO_TOTALS: Totals = { generation: 0, count: 0, checksumSum: 0 };

export function noEntries(): Entries {
  return { password: new Map(), known_password: new Map(), session: new Map() };
}

export function apply(changes: readonly Change[], entries: Entries): void {
  for (const { kind, id, value } of changes) {
    if (value === undefined) entries[kind].delete(id);
    else entries[kind].set(id, value);
  }
}

/** Covers the kind and the id too, so that no entry can replace another. */
export function entryChecksum(kind: Kind, id: string, value: string): number {
  return crc32(JSON.stringify([kind, id, value]));
}

export function totalsChecksum({ generation, count, checksumSum }: Totals): number {
  return crc32(JSON.stringify([generation, count, checksumSum]));
}

/** The totals after a transaction, in which each entry may change once. */
export function totalsAfter(totals: Totals, entries: Entries, changes: readonly Change[]): Totals {
  let { count, checksumSum } = totals;
  for (const { kind, id, value } of changes) {
    const before = entries[kind].get(id);
    if (before !== undefined) {
      count -= 1;
      checksumSum -= entryChecksum(kind, id, before);
    }
    if (value !== undefined) {
      count += 1;
      checksumSum += entryChecksum(kind, id, value);
    }
  }
  return { generation: totals.generation + 1, count, checksumSum: modulo(checksumSum) };
}

/** Modulo 2^32, never negative. */
export function modulo(sum: number): number {
  return ((sum % 2 ** 32) + 2 ** 32) % 2 ** 32;
}

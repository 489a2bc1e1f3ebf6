import { crc32 } from 'node:zlib';

/** What an entry of the credentials holds: of a party its bcrypt hash, of a token its session. */
export const KINDS = ['password', 'known_password', 'session'] as const;
export type Kind = (typeof KINDS)[number];

/** Values by id: of passwords the party id, of sessions the hash of the token. */
export type Entries = Readonly<Record<Kind, Map<string, string>>>;

/** An entry that is set, or removed when its value is undefined. */
export interface Change {
  readonly kind: Kind;
  readonly id: string;
  readonly value: string | undefined;
}

/**
 * What the credentials come to as a whole. The generation counts the transactions; the two others prove that each
 * entry is there and is the latest one.
 */
export interface Totals {
  readonly generation: number;
  readonly count: number;
  /** Of the checksums of all entries, modulo 2^32. */
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

/** Covers kind and id too, so that an entry cannot pass for another. */
export function entryChecksum(kind: Kind, id: string, value: string): number {
  return crc32(JSON.stringify([kind, id, value]));
}

export function totalsChecksum({ generation, count, checksumSum }: Totals): number {
  return crc32(JSON.stringify([generation, count, checksumSum]));
}

/** The totals after a transaction. Each entry may be in `changes` once. */
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

export function modulo(sum: number): number {
  return ((sum % 2 ** 32) + 2 ** 32) % 2 ** 32;
}

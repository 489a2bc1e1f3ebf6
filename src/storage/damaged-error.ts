/** Where the damage is. Unknown parts are undefined. */
export interface DamagePlace {
  readonly file?: string;
  /** First sequence of the batch, or the first sequence that is missing. */
  readonly sequence?: number;
  /** Offset from the start of the batch if `sequence` is set, otherwise from the start of the file. */
  readonly byteOffset?: number;
}

/**
 * Stored data differs from what was written. A reader must stop: it repairs and skips nothing, and an operator decides
 * what to restore.
 */
export class DamagedError extends Error {
  readonly place: DamagePlace;

  constructor(what: string, place: DamagePlace, cause?: unknown) {
    super(`${what} (${describe(place)})`, { cause });
    this.name = 'DamagedError';
    this.place = place;
  }
}

function describe(place: DamagePlace): string {
  const parts: string[] = [];
  if (place.file !== undefined) parts.push(`file ${place.file}`);
  if (place.sequence !== undefined) parts.push(`batch at sequence ${place.sequence}`);
  if (place.byteOffset !== undefined) parts.push(`byte ${place.byteOffset}`);
  return parts.length > 0 ? parts.join(', ') : 'place unknown';
}

/** Where the damage was found; what is not known is left out. */
export interface DamagePlace {
  readonly file?: string;
  /** First sequence of the batch, or the first sequence that is missing. */
  readonly sequence?: number;
  /** From the start of the file, or of the batch when a batch is named. */
  readonly byteOffset?: number;
}

/**
 * Stored bytes are not what was written. Nothing is repaired or skipped: whoever reads
 * stops here, and a person decides what to restore.
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

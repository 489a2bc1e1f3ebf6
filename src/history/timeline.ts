import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Finds rows by time in a table whose ids ascend with it. Those of imported orders may do so only nearly. */
export class Timeline {
  readonly #from: StatementSync;
  readonly #before: StatementSync;

  constructor(database: DatabaseSync, table: string, id: string, time: string) {
    const row = `SELECT ${id} AS id, ${time} AS time FROM ${table} WHERE ${id}`;
    this.#from = database.prepare(`${row} >= ? ORDER BY ${id} LIMIT 1`);
    this.#before = database.prepare(`${row} < ? ORDER BY ${id} DESC LIMIT 1`);
    this.#from.setReadBigInts(true);
    this.#before.setReadBigInts(true);
  }

  /** The first row whose id is not below this one. */
  from(id: number): number | undefined {
    return idOf(this.#from.get(id));
  }

  /** The last row whose id is below this one. */
  before(id: number): number | undefined {
    return idOf(this.#before.get(id));
  }

  /**
   * The first id whose row is of this time or later. Found by bisection, in about thirty look-ups: an index by time would have to be
   * written for every row.
   */
  firstIdAt(timeNs: bigint): number {
    let earlier = 0;
    let later = (this.before(Number.MAX_SAFE_INTEGER) ?? 0) + 1;
    while (earlier + 1 < later) {
      const middle = Math.floor((earlier + later) / 2);
      const row = this.#from.get(middle);
      if (row !== undefined && BigInt(String(row['time'])) < timeNs) earlier = Number(row['id']);
      else later = middle;
    }
    return later;
  }
}

function idOf(row: ReturnType<StatementSync['get']>): number | undefined {
  return row === undefined ? undefined : Number(row['id']);
}

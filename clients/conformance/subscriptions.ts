import type { Call } from './call.ts';
import type { Fields } from './script.ts';

interface Subscription {
  readonly call: Call;
  readonly fields: Fields;
  isTaken: boolean;
}

/** What clients have subscribed to, in streams of market data that are open. */
export class Subscriptions {
  readonly #all: Subscription[] = [];

  add(call: Call, fields: readonly Fields[]): void {
    this.#all.push(...fields.map((one) => ({ call, fields: one, isTaken: false })));
  }

  /** The first one that the script has not awaited yet, and that fits. */
  take(fits: (fields: Fields) => boolean): Call | undefined {
    const found = this.#all.find(({ call, fields, isTaken }) => !isTaken && call.isOpen && fits(fields));
    if (found === undefined) return undefined;
    found.isTaken = true;
    return found.call;
  }

  /** Updates are for the newest subscription to their channel and instrument, whose number only the client knows. */
  address(stream: Call, { updates, ...rest }: Fields): Fields {
    if (!Array.isArray(updates)) return rest;
    return { ...rest, updates: updates.map((update) => this.#addressed(stream, update)) };
  }

  #addressed(stream: Call, update: Fields[string]): Fields[string] {
    if (update === null || typeof update !== 'object' || Array.isArray(update)) return update;
    const newest = this.#all.findLast(
      ({ call, fields }) =>
        call === stream &&
        fields['channel'] === update['channel'] &&
        fields['instrument_id'] === update['instrument_id'],
    );
    if (newest === undefined) throw new Error(`nothing is subscribed to for ${JSON.stringify(update)}`);
    return { ...update, subscription_id: newest.fields['subscription_id'] ?? 0 };
  }
}

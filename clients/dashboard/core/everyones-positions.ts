import type { Position } from '../../../gen/redleaf/v1/position_pb.ts';
import { RedleafError } from '../../typescript/redleaf-error.ts';
import type { Api } from './api.ts';
import { Source } from './source.ts';

export interface EveryonesPositions {
  /** By instrument and party. */
  readonly positions: ReadonlyMap<string, Position>;
  readonly isLoaded: boolean;
  /** Why they are not to be seen. */
  readonly refusal: RedleafError | undefined;
}

const PAUSE_MS = 1_000;
/** Others would be refused again. */
const FINAL: ReadonlySet<string> = new Set(['PARTIES_NOT_PUBLIC', 'TOKEN_INVALID', 'TOKEN_REQUIRED']);

export function positionKey({ instrumentId, partyId }: Position): string {
  return `${instrumentId} ${partyId}`;
}

/** Positions of all parties, as they change, while somebody looks. A stream that is lost begins anew. */
export class EveryonesPositionsStore {
  readonly all = new Source<EveryonesPositions>({
    ...{ positions: new Map(), isLoaded: false, refusal: undefined },
  });
  readonly #api: Pick<Api, 'positions'>;
  readonly #closed = new AbortController();

  constructor(api: Pick<Api, 'positions'>) {
    this.#api = api;
  }

  readonly close = (): void => this.#closed.abort();

  /** Runs until it is closed, or refused. */
  async run(): Promise<void> {
    const { signal } = this.#closed;
    while (!signal.aborted) {
      try {
        await this.#follow(signal);
      } catch (thrown) {
        if (signal.aborted) return;
        const error = RedleafError.from(thrown, 'StreamPositions');
        if (FINAL.has(error.reason)) {
          this.all.value = { positions: new Map(), isLoaded: false, refusal: error };
          return;
        }
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const positions = new Map<string, Position>();
    for await (const message of this.#api.positions.streamPositions({ allParties: true }, { signal })) {
      for (const position of message.positions) positions.set(positionKey(position), position);
      // What was there before stays in sight until all of it is here again; a sign of life changes nothing.
      if (message.hasMore || (message.positions.length === 0 && !message.isSnapshot)) continue;
      this.all.value = { positions, isLoaded: true, refusal: undefined };
    }
  }
}

import { RoundRobin } from '../../../admission/round-robin.ts';

type Work = () => void;
/** The waiting requests of one caller, by connection. */
type Connections = RoundRobin<object, Work, Work[]>;

/**
 * Limits the number of requests that begin in one turn of the event loop. Further requests wait. Callers take turns, and so do
 * the connections of a caller; a connection keeps its order. So a busy caller delays another one by one turn at most,
 * however many connections it has.
 */
export class Turns {
  readonly #perTurn: number;
  readonly #waiting = new RoundRobin<object, Work, Connections>(
    () => new RoundRobin<object, Work, Work[]>(() => []),
  );
  #left: number;
  #isScheduled = false;

  constructor(perTurn: number) {
    this.#perTurn = perTurn;
    this.#left = perTurn;
  }

  run(caller: object, connection: object, work: Work): void {
    this.#schedule();
    if (this.#left > 0 && this.#waiting.length === 0) {
      this.#left -= 1;
      work();
    } else this.#waiting.of(caller).of(connection).push(work);
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(this.#nextTurn);
  }

  readonly #nextTurn = (): void => {
    this.#isScheduled = false;
    this.#left = this.#perTurn;
    while (this.#left > 0 && this.#waiting.length > 0) {
      this.#left -= 1;
      this.#waiting.shift()?.();
    }
    // Requests that began now count for this turn.
    if (this.#left < this.#perTurn) this.#schedule();
  };
}

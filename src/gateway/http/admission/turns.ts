import { RoundRobin } from '../../../admission/round-robin.ts';

type Work = () => void;
/** What waits for one caller, by connection. */
type Connections = RoundRobin<object, Work, Work[]>;

/**
 * A bounded number of requests begins in one turn of the event loop. The others wait: callers take turns, and so do the
 * connections of one caller. Each connection keeps its order. A caller who sends much delays another by one turn at most,
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
    // What was begun now counts in this turn.
    if (this.#left < this.#perTurn) this.#schedule();
  };
}

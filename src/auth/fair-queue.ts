import { RoundRobin } from '../admission/round-robin.ts';
import { RefusedError, refuse } from '../domain/refusal.ts';

/** Of four turns, strangers have one while callers who are known wait. */
const TURNS_PER_STRANGER = 4;

/** Whose turn it is. */
export interface Turn {
  /** Callers with one key share their turns. */
  readonly key: string;
  /** Whether this caller has shown the right password from there before. */
  readonly isKnown: boolean;
}

interface Options {
  /** How many run at a time. */
  readonly concurrency: number;
  /** How many may wait: callers who are known, and as many strangers. A quarter of it with one key. */
  readonly maxWaiting: number;
}

interface Job {
  run(): Promise<void>;
  refuse(): void;
}

/**
 * Does work in turns, a few at a time. Callers have turns one after the other, however much each asks for, and
 * those who are known go before strangers.
 */
export class FairQueue {
  readonly #options: Options;
  readonly #known = new Lane();
  readonly #strangers = new Lane();
  #running = 0;
  #turns = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  /** @throws RefusedError TOO_MANY_REQUESTS. */
  run<T>({ key, isKnown }: Turn, work: () => Promise<T>): Promise<T> {
    const { maxWaiting, concurrency } = this.#options;
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const job = {
      run: () => work().then(resolve, reject),
      refuse: () => reject(tooMany(maxWaiting)),
    };
    const lane = isKnown ? this.#known : this.#strangers;
    if (this.#running < concurrency) this.#start(job);
    else if (lane.waiting(key) >= Math.ceil(maxWaiting / 4)) job.refuse();
    else if (lane.size < maxWaiting || lane.dropFor(key)) lane.add(key, job);
    else job.refuse();
    return promise;
  }

  #start(job: Job): void {
    this.#running += 1;
    void job.run().finally(() => {
      this.#running -= 1;
      const next = this.#next();
      if (next !== undefined) this.#start(next);
    });
  }

  #next(): Job | undefined {
    this.#turns += 1;
    const isStrangersTurn = this.#turns % TURNS_PER_STRANGER === 0;
    const [first, second] = isStrangersTurn ? [this.#strangers, this.#known] : [this.#known, this.#strangers];
    return first.take() ?? second.take();
  }
}

/** Jobs that wait, by key. */
class Lane {
  readonly #jobs = new RoundRobin<string, Job, Job[]>(() => []);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  waiting(key: string): number {
    return this.#jobs.get(key)?.length ?? 0;
  }

  add(key: string, job: Job): void {
    this.#jobs.of(key).push(job);
    this.#size += 1;
  }

  take(): Job | undefined {
    const job = this.#jobs.shift();
    if (job !== undefined) this.#size -= 1;
    return job;
  }

  /** Refuses the newest job of the key that has most, if that has more than this key would have. */
  dropFor(key: string): boolean {
    let most: Job[] = [];
    for (const jobs of this.#jobs.queues()) if (jobs.length > most.length) most = jobs;
    if (most.length <= this.waiting(key) + 1) return false;
    most.pop()?.refuse();
    this.#size -= 1;
    return true;
  }
}

function tooMany(max: number): RefusedError {
  const message = 'too many passwords are being checked; try again in a moment';
  return new RefusedError(refuse('TOO_MANY_REQUESTS', message, undefined, { max: String(max) }));
}

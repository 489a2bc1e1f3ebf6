import { RoundRobin } from '../admission/round-robin.ts';
import { RefusedError, refuse } from '../domain/refusal.ts';

/** While known callers wait, unknown callers get one turn of four. */
const TURNS_PER_UNKNOWN = 4;

/** The caller that a job belongs to. */
export interface QueuedCaller {
  /** Callers with the same key share their turns. */
  readonly key: string;
  /** Whether the party has presented the right password from this address before. */
  readonly isKnown: boolean;
}

interface Options {
  /** Maximum number of running jobs. */
  readonly concurrency: number;
  /** Maximum number of waiting jobs of known callers, and again of unknown callers; a quarter for one key. */
  readonly maxWaiting: number;
}

interface Job {
  run(): Promise<void>;
  refuse(): void;
}

/**
 * Runs a few jobs at a time. Callers take turns, so a caller with many jobs does not delay the others. Known callers come
 * before unknown ones.
 */
export class FairQueue {
  readonly #options: Options;
  readonly #known = new Lane();
  readonly #unknown = new Lane();
  #running = 0;
  #turns = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  /** @throws RefusedError TOO_MANY_REQUESTS. */
  run<T>({ key, isKnown }: QueuedCaller, work: () => Promise<T>): Promise<T> {
    const { maxWaiting, concurrency } = this.#options;
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const job = {
      run: () => work().then(resolve, reject),
      refuse: () => reject(tooMany(maxWaiting)),
    };
    const lane = isKnown ? this.#known : this.#unknown;
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
    const isUnknownTurn = this.#turns % TURNS_PER_UNKNOWN === 0;
    const [first, second] = isUnknownTurn ? [this.#unknown, this.#known] : [this.#known, this.#unknown];
    return first.take() ?? second.take();
  }
}

/** Waiting jobs by key. */
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

  /** Makes room for a job of this key: refuses the newest job of the key with the most jobs, if it has more than this key would have. */
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

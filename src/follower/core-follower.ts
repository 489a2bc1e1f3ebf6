import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ExchangeClient } from '../link/exchange-client.ts';
import type { CoreMemory } from '../link/link-memory.ts';
import type { LinkAnswer } from '../link/messages.ts';
import { Bell } from '../rings/bell.ts';
import type { CommittedBatches } from './committed-batches.ts';
import { type CommittedViews, foldInTurns } from './fold-in-turns.ts';
import type { FollowerCursor } from './follower-cursor.ts';

/** Views of one thread, and how far they are. */
export type FollowingViews = CommittedViews & FollowerCursor;

interface FatalLogger {
  fatal(facts: object, message: string): void;
}

interface CoreFollowerOptions {
  readonly batches: CommittedBatches;
  readonly memory: CoreMemory;
  /** Its answers are given to their callers when their events are in the views. */
  readonly exchange: ExchangeClient;
  readonly logger: FatalLogger;
  /** Ends this thread: its views are wrong. */
  readonly end: () => void;
}

/** While it has many batches to fold, other work of this thread gets a turn this often. */
const TURN_MS = 20;

/** Brings the views of this thread to the end of the journal, keeps them there, and answers the thread's callers. */
export class CoreFollower {
  readonly #options: CoreFollowerOptions;
  readonly #published: Bell;
  #views: FollowingViews | undefined;
  #catchingUp: Promise<void> | undefined;
  #isFollowing = true;

  constructor(options: CoreFollowerOptions) {
    this.#options = options;
    this.#published = new Bell(options.memory.published);
  }

  /**
   * Resolves when the views have everything that is committed. Follows from then on, until `stop`.
   *
   * @throws Error when the views are of another history; DamagedError when an event is damaged.
   */
  async follow(views: FollowingViews): Promise<void> {
    this.#options.batches.startAfter(views);
    // The views have no readers yet, so the parts of long batches are not published.
    await this.#fold({ fold: views.fold, publish() {} });
    views.publish();
    this.#views = views;
    void this.#goOn();
  }

  stop(): void {
    this.#isFollowing = false;
    this.#views = undefined;
  }

  /**
   * Everything that was answered to anyone before this call is in the views when it resolves; undefined if it already is. A read
   * waits for it, since the caller may have been answered by another thread.
   */
  caughtUp(): Promise<void> | undefined {
    if (this.#catchingUp === undefined && (this.#views === undefined || !this.#options.batches.isBehind)) {
      return undefined;
    }
    return this.#catchUp();
  }

  async #goOn(): Promise<void> {
    while (this.#isFollowing) {
      const turn = this.#catchUp();
      if (turn !== undefined) await turn;
      await this.#published.heard();
    }
  }

  /** @returns undefined if it is done, as nearly always. */
  #catchUp(): Promise<void> | undefined {
    const views = this.#views;
    if (views === undefined) return undefined;
    try {
      this.#catchingUp ??= this.#step(views)
        ?.catch((error: unknown) => this.#fail(error))
        .finally(() => {
          this.#catchingUp = undefined;
        });
    } catch (error) {
      this.#fail(error);
    }
    return this.#catchingUp;
  }

  #fail(err: unknown): void {
    this.#options.logger.fatal({ err }, 'committed events could not be read or shown');
    this.#options.end();
  }

  #step(views: FollowingViews): Promise<void> | undefined {
    // Before the batches: an answer is sent after the batch that it is about.
    const answers = this.#options.exchange.receive();
    const folding = this.#fold(views);
    if (folding === undefined) this.#answer(answers);
    return folding?.then(() => this.#answer(answers));
  }

  #answer(answers: readonly LinkAnswer[]): void {
    for (const answer of answers) this.#options.exchange.answer(answer);
  }

  /** @returns undefined if it is done, as nearly always. */
  #fold(views: CommittedViews): Promise<void> | undefined {
    const endMs = performance.now() + TURN_MS;
    while (this.#isFollowing) {
      const batch = this.#options.batches.next();
      if (batch === undefined) return undefined;
      const folding = foldInTurns(batch.bytes, views) ?? (performance.now() > endMs ? nextTurn() : undefined);
      if (folding !== undefined) return folding.then(() => this.#fold(views));
    }
    return undefined;
  }
}

import type { FrameConsumer } from '../events/frame.ts';
import { foldInTurns } from '../exchange/fold-in-turns.ts';
import { openSqliteJournalReader } from '../journal/sqlite/journal-reader.ts';
import type { ExchangeClient } from '../link/exchange-client.ts';
import type { CoreMemory } from '../link/link-memory.ts';
import type { LinkAnswer } from '../link/messages.ts';
import { Bell } from '../rings/bell.ts';
import { BroadcastReader, type PublishedBatch } from '../rings/broadcast.ts';

/** Views of one thread. */
export interface FollowingViews {
  /** The last event that is in them. */
  readonly sequence: number;
  /** Takes the committed frames. */
  readonly fold: FrameConsumer;
  /** Publishes the events since the last call to readers and subscribers. */
  publish(): void;
}

interface FatalLogger {
  fatal(facts: object, message: string): void;
}

interface CoreFollowerOptions {
  /** The data folder. */
  readonly directory: string;
  readonly memory: CoreMemory;
  /** Its answers are given to their callers when their events are in the views. */
  readonly exchange: ExchangeClient;
  readonly logger: FatalLogger;
  /** Ends this thread: its views are wrong. */
  readonly end: () => void;
}

/**
 * Keeps the views of this thread at the end of the journal, and answers its callers. Batches come from memory. Those that are not
 * there any more, because this thread stood still or a batch was too large, come from the journal.
 */
export class CoreFollower {
  readonly #options: CoreFollowerOptions;
  readonly #batches: BroadcastReader;
  readonly #published: Bell;
  #views: FollowingViews | undefined;
  #catchingUp: Promise<void> | undefined;
  #isFollowing = true;

  /** Batches that are committed from now on are followed. The views that `follow` gets may be older or newer. */
  constructor(options: CoreFollowerOptions) {
    this.#options = options;
    this.#batches = new BroadcastReader(options.memory.batches);
    this.#published = new Bell(options.memory.published);
  }

  /** Follows until `stop`. */
  follow(views: FollowingViews): void {
    this.#views = views;
    this.#follow(views).catch((error: unknown) => this.#fail(error));
  }

  stop(): void {
    this.#isFollowing = false;
  }

  /**
   * Everything that was answered to anyone before this call is in the views when it resolves; undefined if it already is. A read
   * waits for it, since the caller may have been answered by another thread.
   */
  caughtUp(): Promise<void> | undefined {
    if (this.#catchingUp === undefined && (this.#views === undefined || !this.#batches.isBehind)) {
      return undefined;
    }
    return this.#catchUp();
  }

  async #follow(views: FollowingViews): Promise<void> {
    // What was committed between the start of the views and this moment.
    await this.#foldJournal(views);
    views.publish();
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
    const folding = this.#foldPublished(views);
    if (folding === undefined) this.#answer(answers);
    return folding?.then(() => this.#answer(answers));
  }

  #answer(answers: readonly LinkAnswer[]): void {
    for (const answer of answers) this.#options.exchange.answer(answer);
  }

  #foldPublished(views: FollowingViews): Promise<void> | undefined {
    for (let batch = this.#batches.next(); batch !== undefined; batch = this.#batches.next()) {
      const folding = this.#fold(batch, views);
      if (folding !== undefined) return folding.then(() => this.#foldPublished(views));
    }
    return undefined;
  }

  #fold(batch: PublishedBatch | 'missed', views: FollowingViews): Promise<void> | undefined {
    if (batch === 'missed') return this.#foldJournal(views);
    if (batch.lastSequence <= views.sequence) return undefined;
    const follows = batch.firstSequence === views.sequence + 1;
    return batch.bytes !== undefined && follows ? foldInTurns(batch.bytes, views) : this.#foldJournal(views);
  }

  /** Folds what the journal has beyond the views. */
  async #foldJournal(views: FollowingViews): Promise<void> {
    const journal = openSqliteJournalReader(this.#options.directory);
    try {
      if (journal.lastSequence <= views.sequence) return;
      for (const { bytes } of journal.read(views.sequence)) await foldInTurns(bytes, views);
    } finally {
      journal.close();
    }
  }
}

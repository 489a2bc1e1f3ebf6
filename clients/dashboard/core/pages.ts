import { RedleafError } from '../../typescript/redleaf-error.ts';
import { Source } from './source.ts';

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Empty on the last one. */
  readonly nextPageToken: string;
}

/** A list of the exchange, as far as it was read. */
export interface Listed<Item> {
  readonly items: readonly Item[];
  readonly isLoading: boolean;
  readonly hasMore: boolean;
  /** Why the last page is not here. */
  readonly problem: RedleafError | undefined;
}

/** A list that is read page by page, as one scrolls. */
export class Pages<Item> {
  readonly listed = new Source<Listed<Item>>({
    ...{ items: [], isLoading: false, hasMore: true, problem: undefined },
  });
  readonly #read: (pageToken: string, signal: AbortSignal) => Promise<Page<Item>>;
  #closed = new AbortController();
  #nextPageToken = '';

  /** @param read one page; the token is empty for the first. */
  constructor(read: (pageToken: string, signal: AbortSignal) => Promise<Page<Item>>) {
    this.#read = read;
  }

  /** The next page, unless it is on its way, there is none, or the last attempt has failed. */
  async more(): Promise<void> {
    const { items, isLoading, hasMore, problem } = this.listed.value;
    if (isLoading || !hasMore || problem !== undefined) return;
    const { signal } = this.#closed;
    this.listed.value = { ...this.listed.value, isLoading: true };
    try {
      const page = await this.#read(this.#nextPageToken, signal);
      if (signal.aborted) return;
      this.#nextPageToken = page.nextPageToken;
      const hasPageAfter = page.nextPageToken !== '';
      const all = [...items, ...page.items];
      this.listed.value = { items: all, isLoading: false, hasMore: hasPageAfter, problem: undefined };
    } catch (thrown) {
      if (signal.aborted) return;
      this.listed.value = { ...this.listed.value, isLoading: false, problem: RedleafError.from(thrown) };
    }
  }

  /** From the beginning; what is here stays until the first page has come. */
  async again(): Promise<void> {
    const before = this.listed.value.items;
    const isFirst = this.anew();
    this.listed.value = { ...this.listed.value, items: before };
    await isFirst;
  }

  /** From the beginning; nothing of what is here stays. */
  async anew(): Promise<void> {
    this.close();
    this.#closed = new AbortController();
    this.#nextPageToken = '';
    this.listed.value = { items: [], isLoading: false, hasMore: true, problem: undefined };
    await this.more();
  }

  readonly close = (): void => this.#closed.abort();
}

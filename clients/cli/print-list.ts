import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import type { Redleaf } from '@redleaf/client';
import { SortOrder } from '../../gen/redleaf/v1/history_pb.ts';
import type { GlobalOptions } from './global-options.ts';
import { InstrumentDirectory } from './instruments.ts';
import type { Listed } from './output.ts';
import { readTime } from './parse-time.ts';
import type { Column } from './table.ts';
import { withRedleaf } from './with-redleaf.ts';

/** The largest page that the exchange gives. */
const MAX_PAGE_SIZE = 1_000;

export interface ListOptions extends GlobalOptions {
  readonly instrument?: string;
  readonly since?: string;
  readonly until?: string;
  readonly newest?: boolean;
  readonly limit: number;
}

interface ListRequest {
  readonly instrumentId: number;
  readonly fromTimeNs?: bigint;
  readonly toTimeNs?: bigint;
  readonly sortOrder: SortOrder;
  readonly pageSize: number;
  readonly pageToken: string;
}

interface List<Desc extends DescMessage> {
  readonly schema: Desc;
  readonly ask: (
    redleaf: Redleaf,
    request: ListRequest,
  ) => Promise<{ readonly items: readonly MessageShape<Desc>[]; readonly nextPageToken: string }>;
  readonly instrumentIdOf: (item: MessageShape<Desc>) => number;
  readonly columns: readonly Column<Listed<MessageShape<Desc>>>[];
  /** For people, when there is none. */
  readonly none: string;
}

/** Prints a list of the history, page by page, up to the limit. */
export async function printList<Desc extends DescMessage>(
  { instrument, since, until, newest, limit, ...options }: ListOptions,
  list: List<Desc>,
): Promise<void> {
  const range = {
    ...(since === undefined ? {} : { fromTimeNs: await readTime(since, '--since', options.url) }),
    ...(until === undefined ? {} : { toTimeNs: await readTime(until, '--until', options.url) }),
    sortOrder: newest ? SortOrder.NEWEST_FIRST : SortOrder.OLDEST_FIRST,
  };
  await withRedleaf(options, async (redleaf, output) => {
    const directory = new InstrumentDirectory(redleaf);
    const instrumentId = instrument === undefined ? 0 : (await directory.find(instrument)).instrumentId;
    const print = output.messages(list.schema, list.columns);
    let pageToken = '';
    let count = 0;
    do {
      const pageSize = Math.min(limit - count, MAX_PAGE_SIZE);
      const page = await list.ask(redleaf, { ...range, instrumentId, pageSize, pageToken });
      print(await directory.listed(page.items, list.instrumentIdOf));
      count += page.items.length;
      pageToken = page.nextPageToken;
    } while (pageToken !== '' && count < limit);
    if (count === 0) output.none(list.none);
  });
}

import type { FieldChecks } from './field-checks.ts';

const PREFIX = 'after:';

export interface Page {
  /** The last id of the previous page; 0 for the first page. */
  readonly after: number;
  readonly size: number;
}

/** The page of a request. */
export function toPage(
  request: { readonly pageSize: number; readonly pageToken: string },
  sizes: { readonly max: number; readonly byDefault: number },
  checks: FieldChecks,
): Page {
  checks.inRange('page_size', request.pageSize, 0, sizes.max);
  return { after: decode(request.pageToken, checks), size: request.pageSize || sizes.byDefault };
}

/**
 * A page, and the token of the next one, which is empty on the last page.
 *
 * @param found one item more than the size if there is a next page.
 */
export function pageOf<T>(
  found: readonly T[],
  size: number,
  idOf: (item: T) => number,
): { readonly page: readonly T[]; readonly nextPageToken: string } {
  const page = found.slice(0, size);
  const last = page.at(-1);
  const isLast = last === undefined || found.length <= size;
  return { page, nextPageToken: isLast ? '' : pageTokenAfter(idOf(last)) };
}

/** The token of the page after this id. Opaque, so that clients do not depend on its content. */
function pageTokenAfter(id: number): string {
  return Buffer.from(PREFIX + id).toString('base64url');
}

function decode(pageToken: string, checks: FieldChecks): number {
  if (pageToken === '') return 0;
  const after = Number(Buffer.from(pageToken, 'base64url').toString('latin1').slice(PREFIX.length));
  if (pageTokenAfter(after) === pageToken && Number.isSafeInteger(after) && after > 0) return after;
  checks.refuse(
    'FIELD_INVALID',
    'page_token',
    'is invalid: use next_page_token of the previous page, or leave it out',
  );
  return 0;
}

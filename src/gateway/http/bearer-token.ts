const BEARER = /^bearer +(\S+) *$/i;

/** The bearer token of an `authorization` header; undefined if there is none. */
export function bearerTokenOf(header: string | null | undefined): string | undefined {
  return BEARER.exec(header ?? '')?.[1];
}

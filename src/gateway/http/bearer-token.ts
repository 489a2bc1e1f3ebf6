const BEARER = /^bearer +(\S+) *$/i;

/** The token of an `authorization` header; undefined when it has none. */
export function bearerTokenOf(header: string | null | undefined): string | undefined {
  return BEARER.exec(header ?? '')?.[1];
}

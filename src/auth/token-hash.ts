import { hash } from 'node:crypto';

/** SHA-256 of a token, in base64url. */
export function hashOfToken(token: string): string {
  return hash('sha256', token, 'base64url');
}

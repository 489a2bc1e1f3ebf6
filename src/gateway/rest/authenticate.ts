import type { AuthClient } from '../../auth/auth-client.ts';
import { MAX_PARTY_ID_BYTES, MAX_PASSWORD_BYTES } from '../../domain/limits.ts';
import type { Party } from '../../domain/party.ts';
import type { Call } from '../http/admission/call.ts';
import { bearerTokenOf } from '../http/bearer-token.ts';
import type { NodeRequest } from '../http/node-http.ts';
import { RestError } from './rest-error.ts';

const BASIC = /^basic +(\S+) *$/i;

/** The sender of a request, as known before the body. */
export interface Sender {
  readonly authorization: string | undefined;
  readonly address: string;
}

export function senderOf({ headers }: NodeRequest, { address }: Call): Sender {
  return { authorization: headers.authorization, address };
}

/**
 * Authenticates by the password in the body of a request.
 *
 * @throws RestError or RefusedError. A missing party, a missing password, an unknown party and a wrong password have the same
 * error.
 */
export async function partyOfBody(
  values: ReadonlyMap<string, unknown>,
  { address }: Sender,
  auth: AuthClient,
): Promise<Party> {
  return verify(
    { partyId: toPartyId(values.get('party_id')), password: values.get('password'), address },
    auth,
  );
}

/**
 * Authenticates by the token (Bearer) or password (Basic) in the header of a request without a body. Undefined without a
 * header.
 *
 * @throws RestError or RefusedError if the header is wrong.
 */
export async function partyOfHeader(
  { authorization, address }: Sender,
  auth: AuthClient,
): Promise<Party | undefined> {
  if (authorization === undefined) return undefined;
  const token = bearerTokenOf(authorization);
  if (token !== undefined) return auth.partyOf(token) ?? refuse('this token has ended: log in again');
  const [partyId, ...password] = Buffer.from(BASIC.exec(authorization)?.[1] ?? '', 'base64')
    .toString()
    .split(':');
  return verify({ partyId, password: password.join(':'), address }, auth);
}

interface Claim {
  readonly partyId: unknown;
  readonly password: unknown;
  readonly address: string;
}

async function verify({ partyId, password, address }: Claim, auth: AuthClient): Promise<Party> {
  if (isText(partyId, MAX_PARTY_ID_BYTES) && isText(password, MAX_PASSWORD_BYTES)) {
    return auth.verify({ partyId, password, address });
  }
  return refuse('invalid party_id / password');
}

function refuse(detail: string): never {
  throw new RestError(401, detail);
}

/** A number names the party with that text as its id. */
function toPartyId(value: unknown): unknown {
  return Number.isSafeInteger(value) ? String(value) : value;
}

function isText(value: unknown, maxBytes: number): value is string {
  return typeof value === 'string' && value !== '' && Buffer.byteLength(value) <= maxBytes;
}

import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fromJson, type JsonObject, type JsonValue, toJson } from '@bufbuild/protobuf';
import { type LoginResponse, LoginResponseSchema } from '../../gen/redleaf/v1/session_service_pb.ts';
import { UsageError } from './usage-error.ts';

/** The sessions of this user at one exchange. */
interface Sessions {
  /** The party that logged in last; empty after its logout. */
  readonly current: string;
  readonly byParty: JsonObject;
}

/**
 * The stored session of a party.
 *
 * @param partyId undefined for the party that logged in last.
 */
export async function readSession(
  url: string,
  partyId: string | undefined,
): Promise<LoginResponse | undefined> {
  const { current, byParty } = sessionsIn((await readAll())[url]);
  const stored = byParty[partyId ?? current];
  return stored === undefined ? undefined : fromJson(LoginResponseSchema, stored);
}

/** Stores the session of a party that has logged in. The file holds secrets: only its owner may read it. */
export async function writeSession(url: string, session: LoginResponse): Promise<void> {
  const all = await readAll();
  const { byParty } = sessionsIn(all[url]);
  const { partyId } = session;
  await writeAll({
    ...all,
    [url]: { current: partyId, byParty: { ...byParty, [partyId]: toJson(LoginResponseSchema, session) } },
  });
}

/** @param partyId undefined for the party that logged in last. */
export async function removeSession(url: string, partyId: string | undefined): Promise<void> {
  const { [url]: stored, ...others } = await readAll();
  const { current, byParty } = sessionsIn(stored);
  const { [partyId ?? current]: _removed, ...rest } = byParty;
  const left = { current: partyId === undefined || partyId === current ? '' : current, byParty: rest };
  await writeAll(Object.keys(rest).length === 0 ? others : { ...others, [url]: left });
}

/** The parties that have a session at an exchange. */
export async function partiesLoggedIn(url: string): Promise<readonly string[]> {
  return Object.keys(sessionsIn((await readAll())[url]).byParty);
}

function sessionsIn(stored: JsonValue | undefined): Sessions {
  if (!isObject(stored)) return { current: '', byParty: {} };
  const { current, byParty, partyId } = stored;
  // The first version kept one session for each exchange.
  if (typeof partyId === 'string') return { current: partyId, byParty: { [partyId]: stored } };
  return { current: typeof current === 'string' ? current : '', byParty: isObject(byParty) ? byParty : {} };
}

function path(): string {
  const { XDG_CONFIG_HOME } = process.env;
  return join(XDG_CONFIG_HOME || join(homedir(), '.config'), 'redleaf', 'sessions.json');
}

async function readAll(): Promise<JsonObject> {
  const text = await readFile(path(), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  const stored = parse(text);
  return isObject(stored) ? stored : {};
}

function parse(text: string): JsonValue {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`the file of sessions, ${path()}, is damaged; remove it and log in again`);
  }
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Written beside and renamed, so that a crash leaves the old file or the new one. */
async function writeAll(sessions: JsonObject): Promise<void> {
  const beside = `${path()}.${process.pid}`;
  await mkdir(dirname(path()), { recursive: true, mode: 0o700 });
  await writeFile(beside, `${JSON.stringify(sessions, undefined, 2)}\n`, { mode: 0o600 });
  await rename(beside, path());
}

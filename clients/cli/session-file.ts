import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fromJson, type JsonObject, type JsonValue, toJson } from '@bufbuild/protobuf';
import { type LoginResponse, LoginResponseSchema } from '../../gen/redleaf/v1/session_service_pb.ts';

/** The sessions of this user, by the URL of the exchange. The file holds secrets: only its owner may read it. */
export async function readSession(url: string): Promise<LoginResponse | undefined> {
  const stored = (await readAll())[url];
  return stored === undefined ? undefined : fromJson(LoginResponseSchema, stored);
}

export async function writeSession(url: string, session: LoginResponse): Promise<void> {
  await writeAll({ ...(await readAll()), [url]: toJson(LoginResponseSchema, session) });
}

export async function removeSession(url: string): Promise<void> {
  const { [url]: _removed, ...others } = await readAll();
  await writeAll(others);
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
  const stored: JsonValue = JSON.parse(text);
  return typeof stored === 'object' && stored !== null && !Array.isArray(stored) ? stored : {};
}

/** Written beside and renamed, so that a crash leaves the old file or the new one. */
async function writeAll(sessions: JsonObject): Promise<void> {
  const beside = `${path()}.${process.pid}`;
  await mkdir(dirname(path()), { recursive: true, mode: 0o700 });
  await writeFile(beside, `${JSON.stringify(sessions, undefined, 2)}\n`, { mode: 0o600 });
  await rename(beside, path());
}

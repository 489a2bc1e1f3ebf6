import { type MongoClient, MongoServerError } from 'mongodb';
import { z } from 'zod';

const USER_NOT_FOUND = 11;
const USER_EXISTS = 51_003;

interface Role {
  readonly role: string;
  readonly database: string;
}

export interface MongoUser {
  readonly user: string;
  /** Where it was made, and so where it logs in. */
  readonly database: string;
  readonly roles: readonly Role[];
}

const USERS_INFO = z.object({
  users: z.array(
    z.object({
      user: z.string(),
      db: z.string(),
      roles: z.array(z.object({ role: z.string(), db: z.string() })),
    }),
  ),
});

/** Of one database, or of all when it is undefined. */
export async function listUsers(client: MongoClient, database: string | undefined): Promise<MongoUser[]> {
  const answer =
    database === undefined
      ? await client.db('admin').command({ usersInfo: { forAllDBs: true } })
      : await client.db(database).command({ usersInfo: 1 });
  return USERS_INFO.parse(answer).users.map(({ user, db, roles }) => ({
    user,
    database: db,
    roles: roles.map(({ role, db: roleDatabase }) => ({ role, database: roleDatabase })),
  }));
}

/** @throws Error when there is one, or MongoDB does not know a role. */
export async function createUser(
  client: MongoClient,
  { user, database, roles }: MongoUser,
  password: string,
): Promise<void> {
  const asCommand = roles.map(({ role, database: db }) => ({ role, db }));
  try {
    await client.db(database).command({ createUser: user, pwd: password, roles: asCommand });
  } catch (error) {
    if (!hasCode(error, USER_EXISTS)) throw error;
    throw new Error(`user ${user} exists already in database ${database}`, { cause: error });
  }
}

/** @throws Error when there is none. */
export async function dropUser(client: MongoClient, user: string, database: string): Promise<void> {
  try {
    await client.db(database).command({ dropUser: user });
  } catch (error) {
    if (!hasCode(error, USER_NOT_FOUND)) throw error;
    throw new Error(`there is no user ${user} in database ${database}`, { cause: error });
  }
}

function hasCode(error: unknown, code: number): boolean {
  return error instanceof MongoServerError && error.code === code;
}

import { setTimeout as sleep } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { MongodProcess } from './mongod-process.ts';

const NAME = 'redleaf';
const ELECTED_MS = 60_000;
/** For one look at a member, which may be down. */
const LOOK_MS = 500;

/** A replica set of one member, for transactions, or of three, for a failover. */
export class ReplicaSet {
  readonly members: readonly MongodProcess[];

  private constructor(members: readonly MongodProcess[]) {
    this.members = members;
  }

  static async start(binary: string, size: 1 | 3 = 1, niceness = 0): Promise<ReplicaSet> {
    const options = { replicaSet: NAME, niceness };
    const members = await Promise.all(
      Array.from({ length: size }, () => MongodProcess.start(binary, options)),
    );
    const set = new ReplicaSet(members);
    await initiate(members);
    await set.primary();
    return set;
  }

  get url(): string {
    const hosts = this.members.map(({ port }) => `127.0.0.1:${port}`);
    return `mongodb://${hosts.join(',')}/?replicaSet=${NAME}`;
  }

  /** Waits for an election, and returns the primary. */
  async primary(): Promise<MongodProcess> {
    const deadline = Date.now() + ELECTED_MS;
    while (Date.now() < deadline) {
      for (const member of this.members) if (await isPrimary(member)) return member;
      await sleep(100);
    }
    throw new Error('the replica set has no primary');
  }

  async close(): Promise<void> {
    await Promise.all(this.members.map((member) => member.close()));
  }
}

async function initiate(members: readonly MongodProcess[]): Promise<void> {
  const [first] = members;
  if (first === undefined) throw new Error('a replica set has members');
  await withMember(first, ELECTED_MS, (client) =>
    client.db('admin').command({
      replSetInitiate: {
        _id: NAME,
        members: members.map(({ port }, index) => ({ _id: index, host: `127.0.0.1:${port}` })),
        settings: { electionTimeoutMillis: 2_000 },
      },
    }),
  );
}

async function isPrimary(member: MongodProcess): Promise<boolean> {
  try {
    const hello = await withMember(member, LOOK_MS, (client) => client.db('admin').command({ hello: 1 }));
    return hello['isWritablePrimary'] === true;
  } catch {
    return false;
  }
}

async function withMember<T>(
  { url }: MongodProcess,
  serverSelectionTimeoutMS: number,
  use: (client: MongoClient) => Promise<T>,
): Promise<T> {
  const client = new MongoClient(url, { directConnection: true, serverSelectionTimeoutMS });
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

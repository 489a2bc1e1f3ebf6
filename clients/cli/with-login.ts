import { connectRedleaf, type Redleaf } from '@redleaf/client';

interface Login {
  readonly partyId: string;
  readonly password: string;
}

/** Connects as a party that is logged in for the work and logged out after it. */
export async function withLogin<Result>(
  url: string,
  login: Login,
  work: (redleaf: Redleaf) => Promise<Result>,
): Promise<Result> {
  const redleaf = connectRedleaf({ url, ...login });
  try {
    return await work(redleaf);
  } finally {
    // A session that cannot be ended now ends by itself.
    await redleaf.sessions.logout({}).catch(() => {});
    redleaf.close();
  }
}

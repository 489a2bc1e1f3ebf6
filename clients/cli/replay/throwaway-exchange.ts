import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Redleaf } from '@redleaf/client';
import { withLogin } from '../with-login.ts';

const ADMIN_ID = 'admin';

/** Starts an exchange in a temporary folder, does the work as its administrator, and removes it with all that is in it. */
export async function withThrowawayExchange<Result>(
  work: (admin: Redleaf, url: string) => Promise<Result>,
): Promise<Result> {
  // Loaded here: a replay on a running exchange does not need one.
  const [{ loadConfig }, { startExchange }] = await Promise.all([
    import('../../../src/settings/config.ts'),
    import('../../../src/main.ts'),
  ]);
  const dataDir = await mkdtemp(join(tmpdir(), 'redleaf-replay-'));
  const password = randomBytes(24).toString('base64url');
  const settings = {
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: dataDir,
    ADMIN_ID,
    ADMIN_PASSWORD: password,
    LOG_LEVEL: 'silent',
  };
  try {
    // The settings of the environment are those of an exchange that stays.
    const exchange = await startExchange(loadConfig(settings, {}));
    try {
      const { url } = exchange;
      return await withLogin(url, { partyId: ADMIN_ID, password }, (admin) => work(admin, url));
    } finally {
      await exchange.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

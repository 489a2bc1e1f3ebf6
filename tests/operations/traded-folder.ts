import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteCredentials } from '../../src/auth/sqlite-credentials.ts';
import { backupDataFolder } from '../../src/operations/backup.ts';
import type { Manifest } from '../../src/operations/manifest.ts';
import { restoreBackup } from '../../src/operations/restore.ts';
import { TestMarket } from '../writers/test-market.ts';

export const PASSWORD_HASH = '$2b$10$abcdefghijklmnopqrstuv';

/** A data folder with trades, in a folder that also holds its backups and archives. */
export class TradedFolder {
  readonly root = mkdtempSync(join(tmpdir(), 'redleaf-operations-'));
  readonly dataDir = join(this.root, 'data');

  /** Runs an exchange for some trades. */
  async trade(commands: number): Promise<void> {
    const market = await TestMarket.open(this.dataDir, commands);
    await market.trade(commands);
    await market.close();
    const credentials = openSqliteCredentials(this.dataDir);
    credentials.passwords.set('alice', PASSWORD_HASH);
    credentials.sessions.add({
      tokenHash: `of ${commands}`,
      partyId: 'alice',
      expireTimeMs: 2 ** 50,
      beginTimeMs: 0,
      address: '',
    });
    credentials.close();
  }

  at(name: string): string {
    return join(this.root, name);
  }

  backup(name: string): Manifest {
    const { dataDir } = this;
    return backupDataFolder({ dataDir, target: this.at(name), version: '1.2.3', onProgress() {} });
  }

  restore(name: string, to: string): Manifest {
    return restoreBackup({ backup: this.at(name), dataDir: this.at(to), onProgress() {} });
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }
}

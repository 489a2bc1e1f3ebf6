import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { DataFolderInUseError, lockDataFolder } from '../../../src/storage/data-folder-lock.ts';
import { type Check, failed, ok, warning } from './check.ts';
import { existingFolder } from './existing-folder.ts';

const OTHERS = 0o077;

export const dataFolder: Check = {
  name: 'data folder',
  look({ dataDir }) {
    const folder = resolve(dataDir);
    const place = existingFolder(folder);
    try {
      accessSync(place, constants.W_OK | constants.X_OK);
    } catch {
      return failed(
        `${place} cannot be written`,
        `let the user of the exchange own it, or choose another with DATA_DIR`,
      );
    }
    if (place !== folder) return ok(`${folder} will be created at the first start`);
    if (!statSync(folder).isDirectory())
      return failed(`${folder} is not a folder`, 'choose another with DATA_DIR');
    if ((statSync(folder).mode & OTHERS) !== 0)
      return warning(
        `other users can look into ${folder}`,
        `chmod 700 ${folder}; the next start does it too`,
      );
    return ok(isInUse(folder) ? `${folder}, in use by an exchange` : folder);
  },
};

function isInUse(folder: string): boolean {
  if (!existsSync(`${folder}/lock.db`)) return false;
  try {
    lockDataFolder(folder, { writesPid: false }).release();
    return false;
  } catch (error) {
    if (error instanceof DataFolderInUseError) return true;
    throw error;
  }
}

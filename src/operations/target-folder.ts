import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** The target of a copy exists. */
export class TargetExistsError extends Error {
  constructor(target: string) {
    super(`${target} exists already: give a new folder`);
    this.name = 'TargetExistsError';
  }
}

/** The target is inside the data folder. The copy would be lost together with it, and the next copy would contain it. */
class TargetInsideError extends Error {
  constructor(target: string, dataDir: string) {
    super(`${target} is inside the data folder ${dataDir}: give a folder outside it, best on another disk`);
    this.name = 'TargetInsideError';
  }
}

/** @throws TargetInsideError if the target is inside the data folder. */
export function checkOutside(target: string, dataDir: string): void {
  if (isInside(target, dataDir)) throw new TargetInsideError(target, dataDir);
}

function isInside(target: string, folder: string): boolean {
  if (!existsSync(folder)) return false;
  const path = relative(realpathSync(folder), realPath(resolve(target)));
  return path !== '..' && !path.startsWith(`..${sep}`);
}

/** Resolves symbolic links in a path whose last parts may not exist yet. */
function realPath(path: string): string {
  if (existsSync(path) || dirname(path) === path) return realpathSync(path);
  return join(realPath(dirname(path)), relative(dirname(path), path));
}

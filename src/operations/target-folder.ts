import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** There is something where a copy should go. */
export class TargetExistsError extends Error {
  constructor(target: string) {
    super(`${target} is there already; give a folder that is not`);
    this.name = 'TargetExistsError';
  }
}

/** A copy goes where the data folder is: it would be lost with it, and in the way of the next one. */
class TargetInsideError extends Error {
  constructor(target: string, dataDir: string) {
    super(
      `${target} is inside the data folder ${dataDir}: give a folder outside of it, best on another disk`,
    );
    this.name = 'TargetInsideError';
  }
}

/** @throws TargetInsideError when a copy of a data folder would be in it. */
export function checkOutside(target: string, dataDir: string): void {
  if (isInside(target, dataDir)) throw new TargetInsideError(target, dataDir);
}

function isInside(target: string, folder: string): boolean {
  if (!existsSync(folder)) return false;
  const way = relative(realpathSync(folder), realPath(resolve(target)));
  return way !== '..' && !way.startsWith(`..${sep}`);
}

/** Of a path whose end is not there yet: a link before it may lead anywhere. */
function realPath(path: string): string {
  if (existsSync(path) || dirname(path) === path) return realpathSync(path);
  return join(realPath(dirname(path)), relative(dirname(path), path));
}

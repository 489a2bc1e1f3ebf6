import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { PRIVATE_FOLDER } from './private-files.ts';

/**
 * Creates a folder and its missing parents durably, with access only for their owner. It creates them one by one, because
 * `mkdir` with `recursive` loops for ever where the system refuses new folders, such as in /proc.
 */
export function makeFolder(directory: string): void {
  const folder = resolve(directory);
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder, { mode: PRIVATE_FOLDER });
  syncFolder(dirname(folder));
}

/** Makes the directory entries of a folder durable. */
export function syncFolder(directory: string): void {
  sync(directory);
}

/** Makes the content of a file durable, also what another process wrote. */
export function syncFile(file: string): void {
  sync(file);
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

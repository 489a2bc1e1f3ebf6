import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { PRIVATE_FOLDER } from './private-files.ts';

/**
 * Makes a folder, and those above it, so that a power cut cannot take them and what is in them. Only their owner can use them. One at a
 * time: asked for all of them at once, Node tries for ever where the system takes no new folders, as in /proc.
 */
export function makeFolder(directory: string): void {
  const folder = resolve(directory);
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder, { mode: PRIVATE_FOLDER });
  syncFolder(dirname(folder));
}

/** Makes the names in a folder durable. */
export function syncFolder(directory: string): void {
  sync(directory);
}

/** Makes what is in a file durable, whoever has written it. */
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

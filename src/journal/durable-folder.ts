import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Makes a folder, and those above it, so that a power cut cannot take them and what is in them. */
export function makeFolder(directory: string): void {
  const folder = resolve(directory);
  const highest = mkdirSync(folder, { recursive: true });
  if (highest === undefined) return;
  for (let made = folder; made.length >= highest.length; made = dirname(made)) syncFolder(dirname(made));
}

/** Makes the names in a folder durable. */
export function syncFolder(directory: string): void {
  const descriptor = openSync(directory, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

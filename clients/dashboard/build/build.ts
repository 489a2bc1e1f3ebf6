// Builds the page into `dist`, with compressed files beside the originals, for the exchange to serve as they are.
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';

const PAGE = join(import.meta.dirname, '..');
const DIST = join(PAGE, 'dist');
/** It takes its place when it is whole: an exchange that starts meanwhile finds the old page, and builds beside each other do no harm. */
const NEXT = join(PAGE, `dist-${process.pid}`);
const OLD = `${NEXT}-old`;
/** Fonts are compressed already. */
const COMPRESSIBLE = /\.(html|js|css|svg|webmanifest)$/;

// A test that builds the page has another value, which would bring the development code of libraries.
process.env['NODE_ENV'] = 'production';
await build({
  root: PAGE,
  configFile: join(PAGE, 'vite.config.ts'),
  logLevel: 'warn',
  build: { outDir: NEXT },
});
let sentBytes = 0;
for (const entry of readdirSync(NEXT, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const file = join(entry.parentPath, entry.name);
  const content = readFileSync(file);
  if (!COMPRESSIBLE.test(entry.name)) {
    sentBytes += content.length;
    continue;
  }
  const gzipped = gzipSync(content, { level: 9 });
  sentBytes += gzipped.length;
  writeFileSync(`${file}.gz`, gzipped);
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  writeFileSync(`${file}.br`, brotliCompressSync(content, { params }));
}
try {
  if (existsSync(DIST)) renameSync(DIST, OLD);
  renameSync(NEXT, DIST);
} catch (error) {
  // Another build of the same sources was faster.
  if (!existsSync(join(DIST, 'index.html'))) throw error;
} finally {
  for (const folder of [NEXT, OLD]) rmSync(folder, { recursive: true, force: true });
}
console.log(`The trading page is built: ${Math.ceil(sentBytes / 1_000)} kB gzipped, fonts included.`);

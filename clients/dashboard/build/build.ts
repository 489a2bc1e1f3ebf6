// Builds the page into `dist`, with compressed files beside the originals, for the exchange to serve as they are.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';

const PAGE = join(import.meta.dirname, '..');
const DIST = join(PAGE, 'dist');
/** Fonts are compressed already. */
const COMPRESSIBLE = /\.(html|js|css|svg|webmanifest)$/;

await build({ root: PAGE, configFile: join(PAGE, 'vite.config.ts'), logLevel: 'warn' });
let sentBytes = 0;
for (const entry of readdirSync(DIST, { recursive: true, withFileTypes: true })) {
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
console.log(`The trading page is built: ${Math.ceil(sentBytes / 1_000)} kB gzipped, fonts included.`);

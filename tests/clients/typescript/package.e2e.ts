import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../../dashboard/browser.ts';
import { ExchangeUnderTest, PASSWORD } from '../../gateway/running-exchange.ts';
import { installPackage, nodeOfVersion } from './installed-package.ts';
import { WebPage } from './web-page.ts';

const TSC = join(import.meta.dirname, '../../../node_modules/typescript/bin/tsc');

let project: string;
let exchange: ExchangeUnderTest;
let page: WebPage;

beforeAll(async () => {
  page = await WebPage.serve();
  [project, exchange] = await Promise.all([
    installPackage(),
    ExchangeUnderTest.start({ CORS_ORIGINS: page.origin }),
  ]);
  await exchange.createInstrument('ACME', { priceScale: 2 });
});

afterAll(async () => {
  page.close();
  await exchange.stop();
  rmSync(dirname(project), { recursive: true });
});

/** Bundles code of the project into one file for browsers. */
async function bundle(code: string): Promise<string> {
  const entry = '\0entry.js';
  const built = await build({
    root: project,
    configFile: false,
    logLevel: 'silent',
    build: { write: false, rollupOptions: { input: 'entry', output: { format: 'iife' } } },
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === 'entry' ? entry : undefined),
        load: (id) => (id === entry ? code : undefined),
      },
    ],
  });
  if (!('output' in built)) throw new Error('vite has built something else');
  expect(built.output).toHaveLength(1);
  return built.output[0].code;
}

it.each([20, 22, 24])('trades on Node %i', async (major) => {
  const node = await nodeOfVersion(major);
  if (node === undefined) return console.warn(`Node ${major} cannot be had here: not tested`);
  const { stdout } = await promisify(execFile)(node, ['trade.mjs'], {
    cwd: project,
    env: { REDLEAF_URL: exchange.url, PARTY_ID: 'alice', PASSWORD },
    timeout: 30_000,
  });
  expect(JSON.parse(stdout)).toEqual({
    filled: true,
    reported: '1',
    asks: [['100.50', '2']],
    canceled: '2',
    refused: ['FIELD_INVALID', 'price'],
  });
});

it('has declarations that compilers take', async () => {
  const options = [
    '--strict',
    '--noEmit',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--lib',
    'es2022,dom',
  ];
  await promisify(execFile)(process.execPath, [TSC, ...options, 'types.ts'], { cwd: project });
});

it('trades in a browser, with nothing of Node in the bundle', async () => {
  const code = await bundle("import './page.js'");
  expect(code).not.toMatch(/node:|externalized/);
  console.log(`in a browser: ${sizes(code)}`);
  page.html = `<!doctype html><script>${code}</script>`;
  const browser = await launchBrowser();
  try {
    const opened = await browser.newPage();
    await opened.goto(page.origin);
    const call = [exchange.url, 'bob', PASSWORD].map((text) => JSON.stringify(text)).join();
    expect(await opened.evaluate(`trade(${call})`)).toEqual(['99.50', '2']);
  } finally {
    await browser.close();
  }
});

it('leaves out of a bundle what is not used', async () => {
  const whole = await bundle("export { connectRedleaf } from '@redleaf/client/browser'; import './page.js'");
  const part = await bundle(
    "import { fromMinorUnits } from '@redleaf/client/browser'; console.log(fromMinorUnits(10050n, 2))",
  );
  console.log(`decimals alone: ${sizes(part)}`);
  expect(part.length).toBeLessThan(whole.length / 20);
});

function sizes(code: string): string {
  return `${code.length} bytes, ${gzipSync(code).length} gzipped`;
}

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as launcher, type Page } from 'playwright-core';

const ROOT = join(import.meta.dirname, '../..');

/** Builds the page if its sources have changed, for runs that do not begin with `npm test`. */
export async function buildPage(): Promise<void> {
  await promisify(execFile)(process.execPath, ['clients/dashboard/build/build-if-changed.mjs'], {
    cwd: ROOT,
  });
}

export async function launchBrowser(): Promise<Browser> {
  return launcher.launch({
    executablePath: await chromium.executablePath(),
    args: ['--headless=shell', '--no-sandbox', '--disable-gpu'],
  });
}

/** Opens the page in a new profile. `complaints` are its errors and warnings, with violations of the content security policy. */
export async function openPage(
  browser: Browser,
  url: string,
  viewport = { width: 1440, height: 900 },
): Promise<{ readonly page: Page; readonly complaints: readonly string[] }> {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(url);
  return { page, complaints };
}

export async function logIn(page: Page, partyId: string, password: string): Promise<void> {
  await page.getByRole('banner').getByRole('button', { name: 'Log in', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Party').fill(partyId);
  await dialog.getByLabel('Password').fill(password);
  await dialog.getByRole('button', { name: 'Log in' }).click();
}

import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Serious and critical findings of axe on the current page. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  // The browser's debugger evaluates it, so the content security policy does not block it.
  const findings: unknown = await page.evaluate(`(async () => {
    ${axe.source}
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html + ' ' + failureSummary));
  })()`);
  if (!Array.isArray(findings)) throw new Error('axe returned no list');
  return findings.map(String);
}

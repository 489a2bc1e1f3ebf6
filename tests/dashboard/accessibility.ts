import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe finds serious or critical on the page as it is, in words. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  // Evaluated by the browser's debugger, which the content security policy does not bind.
  const findings: unknown = await page.evaluate(`(async () => {
    ${axe.source}
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html + ' ' + failureSummary));
  })()`);
  if (!Array.isArray(findings)) throw new Error('axe has found nothing to say');
  return findings.map(String);
}

import { expect, it } from 'vitest';
import { risksOf } from '../../src/settings/risks.ts';

it('an exchange with an administrator on a loopback address is at no risk', () => {
  expect(risksOf({ host: '127.0.0.1', isClearText: false, hasAdministrator: true })).toEqual([]);
});

it('says what to do about a missing administrator and about clear text', () => {
  const [administrator, clearText] = risksOf({ host: '0.0.0.0', isClearText: true, hasAdministrator: false });
  expect(administrator).toContain('set ADMIN_ID and ADMIN_PASSWORD');
  expect(clearText).toMatch(/0\.0\.0\.0 can be reached .* TLS/);
});

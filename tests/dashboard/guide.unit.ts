import { expect, it } from 'vitest';
import { readExchangeSettings } from '../../clients/dashboard/core/exchange-settings.ts';
import { GUIDE_STEPS, GUIDE_TEXTS, guideStep } from '../../clients/dashboard/core/guide.ts';

const NOTHING = { isLoggedIn: false, hasPrice: false, order: undefined };
const LOGGED_IN = { ...NOTHING, isLoggedIn: true };
const OPEN = { isOpen: true, hasTraded: false };

it.each([
  [NOTHING, 'look'],
  // A user can click a price before the login.
  [{ ...NOTHING, hasPrice: true }, 'look'],
  [LOGGED_IN, 'price'],
  [{ ...LOGGED_IN, hasPrice: true }, 'send'],
  [{ ...LOGGED_IN, hasPrice: true, order: OPEN }, 'watch'],
  [{ ...LOGGED_IN, order: OPEN }, 'watch'],
  [{ ...LOGGED_IN, order: { ...OPEN, isOpen: false } }, 'gone'],
  [{ ...LOGGED_IN, order: { isOpen: false, hasTraded: true } }, 'traded'],
])('after %j the guide is at %s', (done, step) => {
  expect(guideStep(done)).toBe(step);
});

it('counts its steps to the last', () => {
  const numbers = Object.values(GUIDE_TEXTS).map(({ number }) => number);
  expect(new Set(numbers)).toEqual(new Set(Array.from({ length: GUIDE_STEPS }, (_, at) => at + 1)));
});

it('offers the logins that the exchange tells of, and none that it cannot read', () => {
  const login = { party_id: 'alice', password: 'alice-demo' };
  expect(
    readExchangeSettings({ logins: [login, { party_id: 'bob' }, null], market_time_zone: 'Europe/Zurich' }),
  ).toEqual({
    logins: [{ partyId: 'alice', password: 'alice-demo' }],
    marketTimeZone: 'Europe/Zurich',
  });
  for (const answer of [
    undefined,
    null,
    'text',
    {},
    { demo: true },
    { logins: 'alice', market_time_zone: 'Moon/Crater' },
  ]) {
    expect(readExchangeSettings(answer)).toEqual({ logins: [], marketTimeZone: 'UTC' });
  }
});

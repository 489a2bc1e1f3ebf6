import { expect, it } from 'vitest';
import { TradingDays } from '../../src/market/trading-days.ts';

const seconds = (time: string) => Date.parse(time) / 1_000;

it.each([
  ['UTC', '2026-03-29T23:59:59Z', '2026-03-29T00:00:00Z'],
  ['Europe/Zurich', '2026-03-28T22:59:59Z', '2026-03-27T23:00:00Z'],
  // A day of 23 hours.
  ['Europe/Zurich', '2026-03-28T23:00:00Z', '2026-03-28T23:00:00Z'],
  ['Europe/Zurich', '2026-03-29T21:59:59Z', '2026-03-28T23:00:00Z'],
  ['Europe/Zurich', '2026-03-29T22:00:00Z', '2026-03-29T22:00:00Z'],
  // One of 25.
  ['Europe/Zurich', '2026-10-24T22:00:00Z', '2026-10-24T22:00:00Z'],
  ['Europe/Zurich', '2026-10-25T22:59:59Z', '2026-10-24T22:00:00Z'],
  ['Europe/Zurich', '2026-10-25T23:00:00Z', '2026-10-25T23:00:00Z'],
  // Midnight does not exist on that day, which begins at one o'clock.
  ['America/Asuncion', '2023-10-01T04:00:00Z', '2023-10-01T04:00:00Z'],
  ['Asia/Kathmandu', '2026-05-05T18:14:59Z', '2026-05-04T18:15:00Z'],
])('in %s, the day of %s begins at %s', (timeZone, time, start) => {
  const days = new TradingDays(timeZone);
  expect(days.startOf(seconds(time))).toBe(seconds(start));
  // Again, from the remembered day, and with another day in between.
  expect(days.startOf(seconds(time))).toBe(seconds(start));
  days.startOf(seconds('2020-01-01T12:00:00Z'));
  expect(days.startOf(seconds(time))).toBe(seconds(start));
});

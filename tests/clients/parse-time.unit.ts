import { expect, test } from 'vitest';
import { parseTime } from '../../clients/cli/parse-time.ts';
import { UsageError } from '../../clients/cli/usage-error.ts';

const NOON_MS = Date.UTC(2026, 2, 31, 12);

test.each([
  ['0', 0n],
  ['1795348097956640745', 1_795_348_097_956_640_745n],
  ['1970-01-02', 86_400_000_000_000n],
  ['1970-01-01T00:01Z', 60_000_000_000n],
  ['1970-01-01T00:00:01.5Z', 1_500_000_000n],
  ['1970-01-01T01:00:00+01:00', 0n],
  ['2024-02-29', BigInt(Date.UTC(2024, 1, 29)) * 1_000_000n],
])('%s is a time', (text, timeNs) => {
  expect(parseTime(text, '--from', NOON_MS)).toBe(timeNs);
});

test.each([
  '',
  'tomorrow',
  '1x',
  '1.5h',
  '-1h',
  '-1',
  '1.5',
  '2026-02-30',
  '2026-02-30T10:00Z',
  '2026-13-01',
  '2026-03-01T24:01Z',
  '2026-03-01T10:00',
  '2026-03-01T10:00:00.1234Z',
  '1969-12-31T23:59Z',
  '12345678901234567890',
])('%o is none', (text) => {
  expect(() => parseTime(text, '--from', NOON_MS)).toThrow(UsageError);
  expect(() => parseTime(text, '--from', NOON_MS)).toThrow('--from');
});

test.each([
  ['now', NOON_MS],
  ['90s', NOON_MS - 90_000],
  ['30m', NOON_MS - 1_800_000],
  ['1h', NOON_MS - 3_600_000],
  ['2d', Date.UTC(2026, 2, 29, 12)],
  ['1w', Date.UTC(2026, 2, 24, 12)],
  ['today', Date.UTC(2026, 2, 31)],
  ['Yesterday', Date.UTC(2026, 2, 30)],
])('%s counts from now', (text, ms) => {
  expect(parseTime(text, '--since', NOON_MS)).toBe(BigInt(ms) * 1_000_000n);
});

import { expect, test } from 'vitest';
import { createLogger } from '../../src/log/logger.ts';

const SECRET = 'swordfish';

function linesOf(log: (logger: ReturnType<typeof createLogger>) => void): string {
  let text = '';
  const write = (line: string) => {
    text += line;
  };
  log(createLogger({ logLevel: 'trace' }, { write }));
  return text;
}

test.each([
  { authorization: SECRET },
  { request: { headers: { authorization: `Bearer ${SECRET}` } } },
  { headers: { cookie: SECRET } },
  { config: { adminId: 'root', adminPassword: SECRET } },
  { config: { mongoPass: SECRET, mongoUrl: `mongodb://root:${SECRET}@127.0.0.1` } },
  { login: { partyId: 'alice', password: SECRET } },
  { response: { token: SECRET } },
  { row: { tokenHash: SECRET, passwordHash: SECRET, hash: SECRET } },
  { call: { response: { message: { token: SECRET } } } },
])('%o is logged without its secret', (fields) => {
  const text = linesOf((logger) => logger.info(fields, 'a request'));
  expect(text).toContain('a request');
  expect(text).toContain('[redacted]');
  expect(text).not.toContain(SECRET);
});

test('writes JSON lines, and nothing below its level', () => {
  const text = linesOf((logger) => {
    logger.level = 'warn';
    logger.info('too low');
    logger.warn({ partyId: 'alice' }, 'heard');
  });
  expect(JSON.parse(text)).toMatchObject({ msg: 'heard', partyId: 'alice' });
});

import { Code, RedleafError } from '@redleaf/client';
import { CommanderError } from 'commander';
import { describe, expect, it, test } from 'vitest';
import { explainError } from '../../clients/cli/explain-error.ts';
import { ConfigError } from '../../src/settings/config.ts';

const URL = 'http://127.0.0.1:8000';

function withCode(code: string, more: object = {}): Error {
  return Object.assign(new Error(code), { code, ...more });
}

describe('a lost connection', () => {
  const lost = (method: string, cause: Error = withCode('ECONNRESET')) =>
    explainError(new RedleafError('reset', { code: Code.Unavailable, reason: '', method, cause }), {
      url: URL,
    });

  it.each(['GetOrderBook', 'ListTrades', 'StreamTrades'])('is no worry after %s', (method) => {
    expect(lost(method).line).toBe(`the connection to ${URL} was lost before the answer came; try again`);
  });

  it.each(['PlaceOrder', 'CancelOrder', 'AmendOrder', 'CreateParty', ''])('is one after %s', (method) => {
    expect(lost(method).line).toContain('may have been executed');
  });

  it('that was never made says so', () => {
    expect(lost('PlaceOrder', withCode('ECONNREFUSED'))).toMatchObject({
      exitCode: 3,
      reason: 'CANNOT_CONNECT',
      line: expect.stringContaining('cannot reach the exchange'),
    });
  });

  it.each([
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'use http://'],
    ['EPROTO', 'use http://'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'is not trusted (SELF_SIGNED_CERT_IN_CHAIN)'],
    ['CERT_HAS_EXPIRED', 'NODE_EXTRA_CA_CERTS'],
  ])('because of %s is one of TLS', (code, advice) => {
    const error = new RedleafError('tls', {
      code: Code.Internal,
      reason: '',
      method: 'PlaceOrder',
      cause: new Error('of a call', { cause: withCode(code) }),
    });
    const { line, reason } = explainError(error, { url: 'https://127.0.0.1:8000' });
    expect(reason).toBe('CANNOT_CONNECT');
    expect(line).toContain(advice);
  });
});

test('wrong settings are a mistake of the caller, which no restart mends', () => {
  const error = new ConfigError([{ name: 'PORT', message: 'must be a whole number' }]);
  expect(explainError(error, { url: URL })).toMatchObject({
    exitCode: 2,
    reason: 'SETTINGS',
    line: error.message,
  });
});

test('https:// where clear text is spoken', () => {
  const message = 'Client network socket disconnected before secure TLS connection was established';
  const cause = withCode('ECONNRESET');
  const error = new RedleafError(message, { code: Code.Aborted, reason: '', method: 'PlaceOrder', cause });
  expect(explainError(error, { url: 'https://127.0.0.1:8000' }).line).toContain('use http://');
});

test('a wrong token is not called a session that has ended', () => {
  const error = new RedleafError('no', { code: Code.Unauthenticated, reason: 'TOKEN_INVALID' });
  expect(explainError(error, { url: URL }).line).toContain('has ended; log in again');
  expect(explainError(error, { url: URL, token: 'x' }).line).toBe(
    `the token of --token is wrong, or its session at ${URL} has ended`,
  );
});

test('Ctrl-C at a question says that nothing was done', () => {
  const error = Object.assign(new Error('User force closed the prompt'), { name: 'ExitPromptError' });
  expect(explainError(error, { url: URL })).toEqual({
    exitCode: 130,
    line: 'stopped; nothing was done',
    reason: 'INTERRUPTED',
  });
});

test.each([
  [withCode('ENOENT', { path: '/a/b' }), "there is no file or folder '/a/b'"],
  [withCode('EACCES', { path: '/a/b' }), "no permission to read or write '/a/b'"],
  [withCode('EISDIR', { path: '/a' }), "'/a' is a folder, not a file"],
  [
    Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:27017'), { name: 'MongoServerSelectionError' }),
    'MongoDB cannot be reached (connect ECONNREFUSED 127.0.0.1:27017); check that it runs, and MONGO_URL or MONGO_HOST and MONGO_PORT',
  ],
  [
    Object.assign(new Error('Authentication failed.'), { name: 'MongoServerError' }),
    'MongoDB refused the user or the operation (Authentication failed.); check MONGO_USER, MONGO_PASS and the roles',
  ],
])('%s is explained', (error, line) => {
  expect(explainError(error, { url: URL })).toMatchObject({ exitCode: 1, line });
});

test.each([
  ["error: too many arguments for 'stats'. Expected 1 argument but got 2: A, B.", 'got 2: A, B; see --help'],
  ["error: unknown command 'bok'\n(Did you mean book?)", "unknown command 'bok'; did you mean book?"],
])('no full stop stands before the hint: %j', (message, end) => {
  const error = new CommanderError(1, 'commander.excessArguments', message);
  const { line, reason } = explainError(error, { url: URL });
  expect(reason).toBe('USAGE');
  expect(line.endsWith(end), line).toBe(true);
});

import { expect, test } from 'vitest';
import { isDisconnect } from '../../../src/gateway/http/caller-gone.ts';

test.each(['ECONNRESET', 'ECONNABORTED', 'ECANCELED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ABORT_ERR'])(
  'a connection that fails with %s is a caller that has gone',
  (code) => {
    expect(isDisconnect(Object.assign(new Error(`write ${code}`), { code }))).toBe(true);
  },
);

test.each(['ENOSPC', 'EIO', 'EACCES'])('%s is a fault of ours', (code) => {
  expect(isDisconnect(Object.assign(new Error(`write ${code}`), { code }))).toBe(false);
});

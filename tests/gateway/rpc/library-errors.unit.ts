import { Code, ConnectError } from '@connectrpc/connect';
import { expect, it } from 'vitest';
import { explainLibraryError } from '../../../src/gateway/rpc/library-errors.ts';

it('a message that is too large is told its bound, not the setting of a library', () => {
  for (const text of ['message size', 'message size 5016']) {
    const error = new ConnectError(
      `${text} is larger than configured readMaxBytes 4096`,
      Code.ResourceExhausted,
    );
    explainLibraryError(error);
    expect(error.rawMessage).toBe('a message of this method has 4096 bytes at most');
    expect(error.details).toMatchObject([
      { value: { reason: 'MESSAGE_TOO_LARGE', metadata: { max: '4096' } } },
    ]);
  }
});

it('an error of ours stays as it is', () => {
  const error = new ConnectError('readMaxBytes 1', Code.NotFound);
  explainLibraryError(error);
  expect(error).toMatchObject({ rawMessage: 'readMaxBytes 1', details: [], code: Code.NotFound });
});

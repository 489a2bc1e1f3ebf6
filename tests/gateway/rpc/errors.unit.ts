import { Code } from '@connectrpc/connect';
import { describe, expect, test } from 'vitest';
import { readContract } from '../../../docs/generate/contract.ts';
import { reasonsOf } from '../../../docs/generate/reasons.ts';
import { BadRequestSchema, ErrorInfoSchema } from '../../../gen/google/rpc/error_details_pb.ts';
import { ErrorReason } from '../../../gen/redleaf/v1/error_pb.ts';
import { RefusedError, refuse } from '../../../src/domain/refusal.ts';
import { CODE_OF_REASON, toCommandRefusal, toConnectError } from '../../../src/gateway/rpc/errors.ts';

const outOfRange = refuse('FIELD_OUT_OF_RANGE', 'price is too high', 'price', { min: '1', max: '5' });
const required = refuse('FIELD_REQUIRED', 'side is required', 'side');

describe('reasons', () => {
  test('the proto and the code table have the same', () => {
    const inProto = Object.keys(ErrorReason).filter((name) => name !== 'UNSPECIFIED');
    expect(Object.keys(CODE_OF_REASON).sort()).toEqual(inProto.sort());
  });

  test('the proto documents the codes that we send', () => {
    const documented = reasonsOf(readContract()).map(({ reason, code }) => [reason, code]);
    const sent = Object.entries(CODE_OF_REASON).map(([reason, code]) => [reason, grpcName(code)]);
    expect(sent).toEqual(documented);
  });
});

describe('a refusal', () => {
  test('becomes a status with details for programs', () => {
    const error = toConnectError(new RefusedError(outOfRange, [required]));
    expect(error.code).toBe(Code.InvalidArgument);
    expect(error.details).toEqual([
      {
        desc: ErrorInfoSchema,
        value: { reason: 'FIELD_OUT_OF_RANGE', domain: 'redleaf', metadata: { min: '1', max: '5' } },
      },
      {
        desc: BadRequestSchema,
        value: {
          fieldViolations: [
            { field: 'price', description: 'price is too high', reason: 'FIELD_OUT_OF_RANGE' },
            { field: 'side', description: 'side is required', reason: 'FIELD_REQUIRED' },
          ],
        },
      },
    ]);
  });

  test('says the same in an order-entry frame', () => {
    expect(toCommandRefusal(outOfRange)).toMatchObject({
      code: 3,
      reason: 'FIELD_OUT_OF_RANGE',
      message: 'price is too high',
      field: 'price',
      metadata: { min: '1', max: '5' },
    });
  });
});

/** InvalidArgument is INVALID_ARGUMENT. */
function grpcName(code: Code): string {
  return Code[code].replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
}

import type { StreamTradesRequest } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { type Refusal, RefusedError, refuse } from '../../domain/refusal.ts';
import { FieldChecks } from './field-checks.ts';

/**
 * The event after which a stream continues; undefined for future events only.
 *
 * @param current the epoch of the exchange.
 * @throws RefusedError for a wrong value, or EPOCH_MISMATCH.
 */
export function toResumePoint(
  { resumeFromSequence, epoch }: Pick<StreamTradesRequest, 'resumeFromSequence' | 'epoch'>,
  current: bigint,
): number | undefined {
  const checks = new FieldChecks();
  const sequence = checks.integer(
    'resume_from_sequence',
    resumeFromSequence ?? 0n,
    0,
    Number.MAX_SAFE_INTEGER,
  );
  if (sequence > 0 && epoch === 0n)
    checks.refuse('FIELD_REQUIRED', 'epoch', 'is required to resume from a sequence');
  checks.throwIfWrong();
  if (epoch !== 0n && epoch !== current) throw new RefusedError(ofAnotherEpoch(epoch, current));
  return resumeFromSequence === undefined ? undefined : sequence;
}

function ofAnotherEpoch(epoch: bigint, current: bigint): Refusal {
  const message =
    `epoch ${epoch} is another history than the one of this exchange, ${current}: it was restored or rebuilt; ` +
    'drop what you have of the other one, and begin again';
  return refuse('EPOCH_MISMATCH', message, 'epoch', { epoch: String(current) });
}

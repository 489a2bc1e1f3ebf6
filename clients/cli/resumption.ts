import type { ResumeOptions } from '@redleaf/client';
import { parseUnsigned } from './order-arguments.ts';
import { UsageError } from './usage-error.ts';

interface ResumptionOptions {
  readonly from?: string;
  readonly epoch?: string;
}

/** Where a stream goes on, by `--from` and `--epoch`. */
export function resumptionOf({
  from,
  epoch,
}: ResumptionOptions): Pick<ResumeOptions, 'resumeFromSequence' | 'epoch'> {
  if (from === undefined) return {};
  const resumeFromSequence = parseUnsigned(from, '--from');
  if (epoch !== undefined) return { resumeFromSequence, epoch: parseUnsigned(epoch, '--epoch') };
  if (resumeFromSequence === 0n) return { resumeFromSequence };
  throw new UsageError('--from needs --epoch, which is printed with the sequence and in /healthz');
}

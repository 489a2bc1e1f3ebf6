import type { DescMethod } from '@bufbuild/protobuf';
import type { Logger } from '../../log/logger.ts';
import type { Tracing } from '../../telemetry/tracing.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { codeNameOf } from '../metrics/rpc-metrics.ts';
import { type EndedCall, logCall } from './log-requests.ts';

interface Parts {
  readonly metrics: Metrics;
  /** Undefined without a collector. */
  readonly tracing: Tracing | undefined;
  readonly logger: Logger;
}

type End = (call: EndedCall) => void;

/** Counts, traces and logs calls. The returned function begins a call, and returns the one that ends it. */
export function createCallWatch({ metrics, tracing, logger }: Parts) {
  const counted: End = (call) => {
    metrics.rpcs.ended(call.method, call.error, call.ms);
    logCall(call, logger);
  };
  if (tracing === undefined) return (): End => counted;
  return (method: DescMethod, headers: () => Headers): End => {
    const span = tracing.begin(method, headers());
    return (call) => {
      span.end(codeNameOf(call.error), { requestId: call.requestId, party: call.party });
      counted(call);
    };
  };
}

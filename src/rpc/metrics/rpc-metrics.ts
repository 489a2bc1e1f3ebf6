import { Code, ConnectError, type HandlerContext } from '@connectrpc/connect';
import { Counter, Histogram, type Registry } from 'prom-client';
import { REQUEST_BUCKETS } from './request-buckets.ts';

/** Counts calls by how they ended, and times those that are one answer. */
export class RpcMetrics {
  readonly #calls: Counter<'service' | 'method' | 'code'>;
  readonly #durations: Histogram<'service' | 'method'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#calls = new Counter({
      name: 'redleaf_rpcs_total',
      help: 'Calls that have ended, by method and status code; also streams, and calls that were refused by their headers.',
      labelNames: ['service', 'method', 'code'],
      registers,
    });
    this.#durations = new Histogram({
      name: 'redleaf_rpc_duration_seconds',
      help: 'From the headers of a call to its answer; streams are not in it.',
      labelNames: ['service', 'method'],
      buckets: REQUEST_BUCKETS,
      registers,
    });
  }

  /**
   * Counts a call when it ends, whoever ends it: its signal aborts then, with what it fails with. That is the one place where
   * calls pass by that never come to an interceptor, as those without a token.
   */
  begun({ signal, method }: HandlerContext): void {
    const service = method.parent.typeName;
    const startMs = performance.now();
    const ended = () => {
      this.#calls.inc({ service, method: method.name, code: codeOf(signal.reason) });
      if (method.methodKind !== 'unary') return;
      this.#durations.observe({ service, method: method.name }, (performance.now() - startMs) / 1_000);
    };
    signal.addEventListener('abort', ended, { once: true });
  }
}

/** As gRPC libraries spell it. A call that ends well ends its signal too, with no reason but that. */
function codeOf(reason: unknown): string {
  if (reason instanceof DOMException && reason.name === 'AbortError') return 'OK';
  return Code[ConnectError.from(reason, Code.Internal).code];
}

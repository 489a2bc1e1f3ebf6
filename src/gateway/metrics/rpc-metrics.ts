import type { DescMethod } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import { Counter, Histogram, type Registry } from 'prom-client';
import { REQUEST_BUCKETS } from './request-buckets.ts';

/** Counts calls by status code, and times unary calls. */
export class RpcMetrics {
  readonly #calls: Counter<'service' | 'method' | 'code'>;
  readonly #durations: Histogram<'service' | 'method'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#calls = new Counter({
      name: 'redleaf_rpcs_total',
      help: 'Finished calls, by method and status code, including streams and calls refused by their headers.',
      labelNames: ['service', 'method', 'code'],
      registers,
    });
    this.#durations = new Histogram({
      name: 'redleaf_rpc_duration_seconds',
      help: 'Time from the headers of a call to its answer, without streams.',
      labelNames: ['service', 'method'],
      buckets: REQUEST_BUCKETS,
      registers,
    });
  }

  /** @param error undefined if the call succeeded. */
  ended(method: DescMethod, error: unknown, ms: number): void {
    const labels = { service: method.parent.typeName, method: method.name };
    this.#calls.inc({ ...labels, code: codeNameOf(error) });
    if (method.methodKind === 'unary') this.#durations.observe(labels, ms / 1_000);
  }
}

/** Name of the status code, such as `OK` or `NotFound`. */
export function codeNameOf(error: unknown): string {
  return error === undefined ? 'OK' : Code[ConnectError.from(error, Code.Internal).code];
}

import { setTimeout as sleep } from 'node:timers/promises';
import { Code, ConnectError, type ServiceImpl } from '@connectrpc/connect';
import {
  type Health,
  HealthCheckResponse_ServingStatus as Status,
} from '../../../../gen/grpc/health/v1/health_pb.ts';
import type { Exchange } from '../../../exchange/exchange.ts';

/** Interval at which watchers get a changed status. */
const WATCH_MS = 500;

/** The standard health protocol: SERVING while commands are accepted. */
export function healthService(exchange: Exchange, services: ReadonlySet<string>): ServiceImpl<typeof Health> {
  const statusOf = (service: string) => {
    if (service !== '' && !services.has(service)) return Status.SERVICE_UNKNOWN;
    return exchange.status.accepting ? Status.SERVING : Status.NOT_SERVING;
  };
  return {
    check({ service }) {
      const status = statusOf(service);
      if (status === Status.SERVICE_UNKNOWN) {
        throw new ConnectError(`there is no service ${service}`, Code.NotFound);
      }
      return { status };
    },

    async *watch({ service }, { signal }) {
      let told: number | undefined;
      while (!signal.aborted) {
        const status = statusOf(service);
        if (status !== told) yield { status };
        told = status;
        await sleep(WATCH_MS, undefined, { signal }).catch(() => undefined);
      }
      signal.throwIfAborted();
    },
  };
}

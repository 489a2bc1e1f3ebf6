import { bucketsMemory } from '../admission/shared-buckets.ts';
import { MAX_PARTIES } from '../domain/limits.ts';
import type { Config } from '../settings/config.ts';

/** Memory that all gateways share. It outlives each of them. */
export interface GatewaysMemory {
  /** Of `SharedBuckets`, by party: the orders of one second. Empty without a limit. */
  readonly orderBuckets: SharedArrayBuffer;
}

export function gatewaysMemory({ maxOrdersPerSecond }: Config): GatewaysMemory {
  // Numbers of parties count from 1.
  return { orderBuckets: bucketsMemory(maxOrdersPerSecond === 0 ? 0 : MAX_PARTIES + 1) };
}

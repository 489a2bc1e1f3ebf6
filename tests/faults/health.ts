import { setTimeout as sleep } from 'node:timers/promises';

export interface Health {
  readonly http: number;
  readonly status: string;
  readonly reason?: string;
  readonly writers: readonly {
    readonly name: string;
    readonly state: string;
    readonly cursor: number;
    readonly lag: number;
  }[];
}

/** The health page of an exchange with writers. */
export async function healthOf(url: string): Promise<Health> {
  const answer = await fetch(`${url}/healthz`);
  return { http: answer.status, ...JSON.parse(await answer.text()) };
}

/** Waits without a timeout of its own, because the time depends on the machine; the test's timeout applies. */
export async function untilHealth(url: string, is: (health: Health) => boolean): Promise<Health> {
  for (;;) {
    const health = await healthOf(url);
    if (is(health)) return health;
    await sleep(20);
  }
}

/** Whether commands are accepted and no writer lags. */
export function isWell({ status, writers }: Health): boolean {
  return status === 'ok' && writers.every(({ state, lag }) => state === 'running' && lag === 0);
}

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

/** What an exchange that has writers says of itself. */
export async function healthOf(url: string): Promise<Health> {
  const answer = await fetch(`${url}/healthz`);
  return { http: answer.status, ...JSON.parse(await answer.text()) };
}

/** For as long as a test may last: how long it takes depends on the machine. */
export async function untilHealth(url: string, is: (health: Health) => boolean): Promise<Health> {
  for (;;) {
    const health = await healthOf(url);
    if (is(health)) return health;
    await sleep(20);
  }
}

/** Commands are taken, and every writer has all that happened. */
export function isWell({ status, writers }: Health): boolean {
  return status === 'ok' && writers.every(({ state, lag }) => state === 'running' && lag === 0);
}

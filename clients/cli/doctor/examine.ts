import type { Config } from '../../../src/settings/config.ts';
import { type Check, type Finding, failed } from './check.ts';
import { clock } from './clock.ts';
import { dataFolder } from './data-folder.ts';
import { disk } from './disk.ts';
import { machine } from './machine.ts';
import { mongodb } from './mongodb.ts';
import { multicast } from './multicast.ts';
import { port } from './port.ts';
import { tls } from './tls.ts';

/** In the order in which they are looked at. */
const CHECKS: readonly Check[] = [machine, dataFolder, disk, clock, port, tls, mongodb, multicast];

export interface Examined extends Finding {
  readonly name: string;
}

/** Looks at everything that an exchange with these settings needs. */
export async function* examine(config: Config): AsyncGenerator<Examined> {
  for (const { name, isNeeded, look } of CHECKS) {
    if (isNeeded?.(config) === false) continue;
    const found = await Promise.resolve(config).then(look).catch(unexpected);
    yield { name, ...found };
  }
}

function unexpected(error: unknown): Finding {
  return failed(error instanceof Error ? error.message : String(error), 'the check itself failed');
}

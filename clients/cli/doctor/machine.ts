import { availableParallelism, totalmem } from 'node:os';
import prettyBytes from 'pretty-bytes';
import { z } from 'zod';
import { gatewayCount } from '../../../src/settings/config.ts';
import { countText } from '../format.ts';
import { type Check, ok, warning } from './check.ts';

const SMALL_BYTES = 2 ** 30;
/** Files of the exchange itself, beside those of its connections. */
const OWN_FILES = 200;

const LIMITS = z.object({ userLimits: z.object({ open_files: z.object({ soft: z.coerce.string() }) }) });

export const machine: Check = {
  name: 'machine',
  look(config) {
    const { maxConnections } = config;
    const gateways = Math.max(1, gatewayCount(config));
    const needed = maxConnections * gateways + OWN_FILES;
    const cores = availableParallelism();
    const facts = `Node ${process.versions.node}, ${countText(cores, 'core')}, ${prettyBytes(totalmem())} of memory`;
    if (cores < 2)
      return warning(facts, 'matching, the disk and the writers share one core: use two or more');
    if (totalmem() < SMALL_BYTES)
      return warning(facts, 'a busy exchange needs 300 MB or more: see docs/OPERATIONS.md');
    const files = Number(LIMITS.safeParse(process.report.getReport()).data?.userLimits.open_files.soft);
    // NaN: the system sets no limit, or does not tell.
    if (files < needed) {
      return warning(
        `${facts}; ${files} open files at most, and MAX_CONNECTIONS is ${maxConnections} for each of ${countText(gateways, 'gateway')}`,
        `raise the limit of open files (ulimit -n, LimitNOFILE) above ${needed}, or lower MAX_CONNECTIONS`,
      );
    }
    return ok(facts);
  },
};

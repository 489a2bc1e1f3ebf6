import type { Config } from '../../../src/settings/config.ts';

/** How a check came out: `warning` works, and may not tomorrow or not well. */
export type Outcome = 'ok' | 'warning' | 'failed';

/** One line of what was found. */
export interface Finding {
  readonly outcome: Outcome;
  readonly what: string;
  /** What to do; needed for all but `ok`. */
  readonly fix?: string;
}

/** Something that an exchange needs. Changes nothing that stays. */
export interface Check {
  readonly name: string;
  /** Whether these settings need it. */
  readonly isNeeded?: (config: Config) => boolean;
  readonly look: (config: Config) => Promise<Finding> | Finding;
}

export function ok(what: string): Finding {
  return { outcome: 'ok', what };
}

export function warning(what: string, fix: string): Finding {
  return { outcome: 'warning', what, fix };
}

export function failed(what: string, fix: string): Finding {
  return { outcome: 'failed', what, fix };
}

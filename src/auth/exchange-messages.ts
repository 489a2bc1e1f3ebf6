import type { Command, Reply } from '../domain/command.ts';
import type { Party } from '../domain/party.ts';
import type { CrossingError } from './crossing-error.ts';

/**
 * From the thread of the exchange. One port carries them all, because the reply to a command must come after the parties that
 * the command has changed.
 */
export type FromExchange =
  /** The first one has all committed parties, later ones those that are new or changed. */
  | { readonly kind: 'parties'; readonly parties: readonly Party[] }
  /** A manual clock was advanced. */
  | { readonly kind: 'time'; readonly timeNs: bigint }
  | { readonly kind: 'replied'; readonly id: number; readonly reply: Reply }
  | { readonly kind: 'failed'; readonly id: number; readonly error: CrossingError };

/** To the thread of the exchange. */
export interface ToExchange {
  readonly id: number;
  readonly command: Command;
}

import type { Manifest } from '../../src/operations/manifest.ts';
import { countText, timeText } from './format.ts';

/** What a backup holds. */
export function manifestText(manifest: Manifest): string {
  const { epoch, last_sequence, last_time_ns, open_orders, trades, parties, state_hash } = manifest;
  const last =
    last_sequence === 0 ? 'no events' : `up to event ${last_sequence} of ${timeText(BigInt(last_time_ns))}`;
  const counts = [
    countText(open_orders, 'open order'),
    countText(trades, 'trade'),
    countText(parties, 'party', 'parties'),
  ];
  return [
    last,
    counts.join(', '),
    `epoch ${epoch}`,
    `state hash ${state_hash}`,
    'verified by reading back',
  ].join('\n');
}

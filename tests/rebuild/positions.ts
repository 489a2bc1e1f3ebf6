import type { ImportedPosition } from '../../src/domain/imported-position.ts';
import { Side } from '../../src/domain/order.ts';
import type { RecordingSink } from '../journal/events.ts';

/** What everyone has traded, added up from the events as plainly as possible, in order of party and instrument. */
export function positionsOf(calls: RecordingSink['calls']): ImportedPosition[] {
  const positions = new Map<string, ImportedPosition>();
  const add = (partyNumber: number, instrumentId: number, side: Side, quantity: number, notional: bigint) => {
    const key = `${partyNumber}/${instrumentId}`;
    const none = { boughtQuantity: 0, soldQuantity: 0, boughtNotional: 0n, soldNotional: 0n };
    const before = positions.get(key) ?? { partyNumber, instrumentId, ...none };
    const after =
      side === Side.Buy
        ? {
            boughtQuantity: before.boughtQuantity + quantity,
            boughtNotional: before.boughtNotional + notional,
          }
        : { soldQuantity: before.soldQuantity + quantity, soldNotional: before.soldNotional + notional };
    positions.set(key, { ...before, ...after });
  };
  for (const { call } of calls) {
    if (call.name === 'positionImported') {
      const [position] = call.values;
      const { partyNumber, instrumentId } = position;
      add(partyNumber, instrumentId, Side.Buy, position.boughtQuantity, position.boughtNotional);
      add(partyNumber, instrumentId, Side.Sell, position.soldQuantity, position.soldNotional);
    }
    if (call.name !== 'traded') continue;
    const [, instrumentId, price, quantity, aggressor, , maker, , , taker] = call.values;
    const notional = BigInt(price) * BigInt(quantity);
    add(taker, instrumentId, aggressor, quantity, notional);
    add(maker, instrumentId, aggressor === Side.Buy ? Side.Sell : Side.Buy, quantity, notional);
  }
  return [...positions.values()].sort(
    (a, b) => a.partyNumber - b.partyNumber || a.instrumentId - b.instrumentId,
  );
}

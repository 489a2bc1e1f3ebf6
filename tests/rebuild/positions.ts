import type { ImportedPosition } from '../../src/domain/imported-position.ts';
import { Side } from '../../src/domain/order.ts';
import { decodeJournal } from './rebuilding.ts';

/** All positions, computed from a journal's events in the simplest way, in order of party and instrument. */
export function positionsIn(directory: string): ImportedPosition[] {
  const positions = new Map<string, ImportedPosition>();
  const add = (partyNumber: number, instrumentId: number, side: Side, quantity: bigint, notional: bigint) => {
    const key = `${partyNumber}/${instrumentId}`;
    const none = { boughtQuantity: 0n, soldQuantity: 0n, boughtNotional: 0n, soldNotional: 0n };
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
  decodeJournal(directory, {
    positionImported({ position }) {
      const { partyNumber, instrumentId } = position;
      add(partyNumber, instrumentId, Side.Buy, position.boughtQuantity, position.boughtNotional);
      add(partyNumber, instrumentId, Side.Sell, position.soldQuantity, position.soldNotional);
    },
    orderTraded({ instrumentId, price, quantity, aggressorSide, makerPartyNumber, takerPartyNumber }) {
      const notional = BigInt(price) * BigInt(quantity);
      const makerSide = aggressorSide === Side.Buy ? Side.Sell : Side.Buy;
      add(takerPartyNumber, instrumentId, aggressorSide, BigInt(quantity), notional);
      add(makerPartyNumber, instrumentId, makerSide, BigInt(quantity), notional);
    },
  });
  return [...positions.values()].sort(
    (a, b) => a.partyNumber - b.partyNumber || a.instrumentId - b.instrumentId,
  );
}

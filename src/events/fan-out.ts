import type { EventKind } from './events.ts';
import type { FrameConsumer, FrameHandlers } from './frame.ts';

const EVENT_NAMES: { readonly [Kind in EventKind]: Kind } = {
  orderAccepted: 'orderAccepted',
  orderRested: 'orderRested',
  orderTraded: 'orderTraded',
  orderCanceled: 'orderCanceled',
  orderAmended: 'orderAmended',
  instrumentCreated: 'instrumentCreated',
  partyCreated: 'partyCreated',
  partyStatusChanged: 'partyStatusChanged',
  importBegun: 'importBegun',
  orderImported: 'orderImported',
  tradeImported: 'tradeImported',
  positionImported: 'positionImported',
};
export const EVENT_KINDS: readonly EventKind[] = Object.values(EVENT_NAMES);
const NAMES = ['begin', ...EVENT_KINDS, 'end'] as const;

/** One consumer that hands everything to several, in the order given. It has the methods that at least one of them has. */
export function fanOut(...consumers: readonly FrameConsumer[]): FrameConsumer {
  const all: FrameConsumer = {};
  for (const name of NAMES) join(all, name, consumers);
  return all;
}

function join<Name extends keyof FrameHandlers>(
  all: FrameConsumer,
  name: Name,
  consumers: readonly FrameConsumer[],
): void {
  const wanting = consumers.filter((consumer) => consumer[name] !== undefined);
  const [first, second] = wanting;
  if (first === undefined) return;
  const handler: FrameHandlers[Name] =
    second === undefined
      ? (part) => first[name]?.(part)
      : (part) => {
          for (const consumer of wanting) consumer[name]?.(part);
        };
  all[name] = handler;
}

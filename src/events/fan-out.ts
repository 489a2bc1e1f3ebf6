import type { EventKind } from './events.ts';
import type { FrameConsumer } from './frame.ts';

type Name = keyof FrameConsumer;
type Handlers = {
  -readonly [Each in Name]-?: (event: Parameters<NonNullable<FrameConsumer[Each]>>[0]) => void;
};

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
const NAMES: readonly Name[] = ['begin', ...Object.values(EVENT_NAMES), 'end'];

/** One consumer that hands everything to several, in the order given. It has the methods that at least one of them has. */
export function fanOut(...consumers: readonly FrameConsumer[]): FrameConsumer {
  const all: Partial<Handlers> = {};
  for (const name of NAMES) join(all, name, consumers);
  return all;
}

function join<Each extends Name>(
  all: Partial<Handlers>,
  name: Each,
  consumers: readonly Partial<Handlers>[],
): void {
  const wanting = consumers.filter((consumer) => consumer[name] !== undefined);
  const [first, second] = wanting;
  if (first === undefined) return;
  if (second === undefined) all[name] = (event: Parameters<Handlers[Each]>[0]) => first[name]?.(event);
  else {
    all[name] = (event) => {
      for (const consumer of wanting) consumer[name]?.(event);
    };
  }
}

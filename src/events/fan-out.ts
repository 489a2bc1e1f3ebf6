import type { FrameConsumer } from './frame.ts';

type Handler<Part> = (part: Part) => void;

/** Combines several consumers into one. Each method calls the consumers that have it, in the order given. */
export function fanOut(...consumers: readonly FrameConsumer[]): Required<FrameConsumer> {
  return {
    begin: join(consumers.map((each) => each.begin?.bind(each))),
    orderAccepted: join(consumers.map((each) => each.orderAccepted?.bind(each))),
    orderRested: join(consumers.map((each) => each.orderRested?.bind(each))),
    orderTraded: join(consumers.map((each) => each.orderTraded?.bind(each))),
    orderCanceled: join(consumers.map((each) => each.orderCanceled?.bind(each))),
    orderAmended: join(consumers.map((each) => each.orderAmended?.bind(each))),
    instrumentCreated: join(consumers.map((each) => each.instrumentCreated?.bind(each))),
    partyCreated: join(consumers.map((each) => each.partyCreated?.bind(each))),
    partyStatusChanged: join(consumers.map((each) => each.partyStatusChanged?.bind(each))),
    importBegun: join(consumers.map((each) => each.importBegun?.bind(each))),
    orderImported: join(consumers.map((each) => each.orderImported?.bind(each))),
    tradeImported: join(consumers.map((each) => each.tradeImported?.bind(each))),
    positionImported: join(consumers.map((each) => each.positionImported?.bind(each))),
    clockAdvanced: join(consumers.map((each) => each.clockAdvanced?.bind(each))),
    end: join(consumers.map((each) => each.end?.bind(each))),
  };
}

function join<Part>(handlers: readonly (Handler<Part> | undefined)[]): Handler<Part> | undefined {
  const wanting = handlers.filter((handler) => handler !== undefined);
  if (wanting.length < 2) return wanting[0];
  return (part) => {
    for (const handler of wanting) handler(part);
  };
}

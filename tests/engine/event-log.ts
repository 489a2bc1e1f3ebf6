import type { EventKind, EventRecords } from '../../src/events/events.ts';
import { CommandKind, type EventHandlers, type FrameConsumer } from '../../src/events/frame.ts';
import { EVENT_KINDS } from '../events/event-kinds.ts';

/** An event as data. */
export type LoggedEvent<Kind extends EventKind = EventKind> = {
  [Each in Kind]: { readonly kind: Each; readonly record: EventRecords[Each] };
}[Kind];

type Handlers<Kind extends EventKind = EventKind> = { [Each in Kind]?: (record: EventRecords[Each]) => void };

/** Handlers of all kinds that give every event to one function, as a copy: records are reused. */
function handlersOfAll(take: (event: LoggedEvent) => void): EventHandlers {
  const handlers: Handlers = {};
  for (const kind of EVENT_KINDS) addHandler(handlers, kind, take);
  return handlers;
}

function addHandler<Kind extends EventKind>(
  handlers: Handlers<Kind>,
  kind: Kind,
  take: (event: LoggedEvent<Kind>) => void,
): void {
  handlers[kind] = (record) => take({ kind, record: { ...record } });
}

/** Keeps every event. */
export class EventLog {
  readonly events: LoggedEvent[] = [];
  readonly handlers = handlersOfAll((event) => this.events.push(event));

  /** What came since the last call of this. */
  take(): LoggedEvent[] {
    return this.events.splice(0);
  }
}

/** Hands the events over as one frame. */
export function replay(events: readonly LoggedEvent[], consumer: FrameConsumer): void {
  const frame = { sequence: 1, timeNs: 1n, kind: CommandKind.PlaceOrder, partyNumber: 1, orderId: 1 };
  consumer.begin?.(frame);
  for (const [i, event] of events.entries()) {
    frame.sequence = i + 1;
    hand(event, consumer);
  }
  consumer.end?.(frame);
}

export function hand<Kind extends EventKind>(
  { kind, record }: LoggedEvent<Kind>,
  handlers: EventHandlers,
): void {
  handlers[kind]?.(record);
}

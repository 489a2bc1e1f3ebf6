import type { EventSink } from '../../src/domain/event-sink.ts';

/** An event as data: the name of the call and what it was called with. */
export type LoggedEvent = {
  [Name in keyof EventSink]: readonly [Name, ...Parameters<EventSink[Name]>];
}[keyof EventSink];

/** Keeps every event. */
export class EventLog implements EventSink {
  readonly events: LoggedEvent[] = [];

  /** What came since the last call of this. */
  take(): LoggedEvent[] {
    return this.events.splice(0);
  }

  instrumentCreated(...event: Parameters<EventSink['instrumentCreated']>): void {
    this.events.push(['instrumentCreated', ...event]);
  }

  partyCreated(...event: Parameters<EventSink['partyCreated']>): void {
    this.events.push(['partyCreated', ...event]);
  }

  accepted(...event: Parameters<EventSink['accepted']>): void {
    this.events.push(['accepted', ...event]);
  }

  rested(...event: Parameters<EventSink['rested']>): void {
    this.events.push(['rested', ...event]);
  }

  traded(...event: Parameters<EventSink['traded']>): void {
    this.events.push(['traded', ...event]);
  }

  canceled(...event: Parameters<EventSink['canceled']>): void {
    this.events.push(['canceled', ...event]);
  }

  amended(...event: Parameters<EventSink['amended']>): void {
    this.events.push(['amended', ...event]);
  }

  importBegun(...event: Parameters<EventSink['importBegun']>): void {
    this.events.push(['importBegun', ...event]);
  }

  orderImported(...event: Parameters<EventSink['orderImported']>): void {
    this.events.push(['orderImported', ...event]);
  }

  partyStatusChanged(...event: Parameters<EventSink['partyStatusChanged']>): void {
    this.events.push(['partyStatusChanged', ...event]);
  }

  tradeImported(...event: Parameters<EventSink['tradeImported']>): void {
    this.events.push(['tradeImported', ...event]);
  }

  positionImported(...event: Parameters<EventSink['positionImported']>): void {
    this.events.push(['positionImported', ...event]);
  }
}

export function replay(events: readonly LoggedEvent[], sink: EventSink): void {
  for (const [name, ...values] of events) {
    (sink[name] as (...values: readonly unknown[]) => void).apply(sink, values);
  }
}

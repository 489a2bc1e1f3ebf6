import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Command, Reply } from '../domain/command.ts';
import type { Exchange, ExchangeStatus } from '../exchange/exchange.ts';
import { Bell } from '../rings/bell.ts';
import { BroadcastWriter } from '../rings/broadcast.ts';
import { RingReader, RingWriter } from '../rings/ring.ts';
import { BEAT_MS, CoreGauges } from './core-gauges.ts';
import type { CoreMemory, LinkMemory } from './link-memory.ts';
import { type LinkAnswer, packAnswer, unpackRequest } from './messages.ts';
import { Outbox } from './outbox.ts';

/**
 * Requests of one thread that are read before it is another one's turn, in commands. Reading is ahead of what is executed in a
 * turn, so that requests of a party that sends little do not stay behind those of a party that sends much.
 */
const COMMANDS_PER_TURN = 512;
/** Pause before answers that found no room are sent again. */
const RETRY_MS = 1;

/** Commands of a stream that are not answered yet. */
interface StreamCalls {
  readonly gone: AbortController;
  count: number;
}

interface Client {
  readonly requests: RingReader;
  readonly answers: Outbox;
  /** By number. A call of its own counts as a stream, under its negative id. */
  readonly streams: Map<number, StreamCalls>;
}

/** The core's side of the links: reads the requests of all threads in rotation, and publishes batches and answers. */
export class CommandServer {
  readonly #exchange: Exchange;
  readonly #batches: BroadcastWriter;
  readonly #published: Bell;
  readonly #requested: Bell;
  readonly #gauges: CoreGauges;
  readonly #clients = new Map<number, Client>();
  #isPublishing = false;
  #isServing = false;

  constructor(exchange: Exchange, memory: CoreMemory) {
    this.#exchange = exchange;
    this.#batches = new BroadcastWriter(memory.batches);
    this.#published = new Bell(memory.published);
    this.#requested = new Bell(memory.requested);
    this.#gauges = new CoreGauges(memory.gauges);
  }

  /** Serves until `stop`. */
  async serve(): Promise<void> {
    this.#isServing = true;
    this.#gauges.beat();
    const beats = setInterval(() => this.#gauges.beat(), BEAT_MS).unref();
    while (this.#isServing) {
      if (!this.#readRequests()) await this.#requested.heard();
      else await nextTurn();
    }
    clearInterval(beats);
  }

  stop(): void {
    this.#isServing = false;
    this.#requested.ring();
  }

  attach(id: number, memory: LinkMemory): void {
    const client = {
      requests: new RingReader(memory.requests),
      answers: new Outbox(new RingWriter(memory.answers)),
      streams: new Map(),
    };
    this.#clients.set(id, client);
    this.#send(client, { kind: 'status', status: this.#exchange.status });
    this.#requested.ring();
  }

  /** The thread has ended: what it sent and what waits for places has no caller any more. */
  detach(id: number): void {
    const client = this.#clients.get(id);
    this.#clients.delete(id);
    for (const { gone } of client?.streams.values() ?? []) gone.abort();
  }

  /** A committed batch. Answers that are sent later come behind it. */
  publish(batch: Uint8Array, firstSequence: number, lastSequence: number): void {
    this.#batches.publish(batch, firstSequence, lastSequence);
    this.#gauges.lastSequence = lastSequence;
    this.#ring();
  }

  publishStatus(status: ExchangeStatus): void {
    for (const client of this.#clients.values()) this.#send(client, { kind: 'status', status });
  }

  /** @returns whether there may be more. */
  #readRequests(): boolean {
    let mayHaveMore = false;
    for (const client of this.#clients.values()) {
      let left = COMMANDS_PER_TURN;
      while (left > 0) {
        const record = client.requests.read();
        if (record === undefined) break;
        left -= this.#serve(client, record);
      }
      mayHaveMore ||= left <= 0;
    }
    this.#gauges.commandsInFlight = this.#exchange.commandsInFlight;
    return mayHaveMore;
  }

  /** @returns the number of commands; 1 for another request. */
  #serve(client: Client, record: Buffer): number {
    const request = unpackRequest(record);
    switch (request.kind) {
      case 'submit':
        this.#answer(client, request.id, this.#exchange.submitAll(request.commands));
        break;
      case 'submitInTurn':
        this.#submitInTurn(client, request);
        break;
      case 'leave':
        client.streams.get(request.stream)?.gone.abort();
        break;
      case 'resolve': {
        const { id, partyNumber, order } = request;
        const resolved = this.#exchange.resolve(partyNumber, order);
        void resolved.then((orderId) => this.#send(client, { kind: 'resolved', id, orderId }));
      }
    }
    return 'commands' in request ? Math.max(1, request.commands.length) : 1;
  }

  #submitInTurn(
    client: Client,
    { id, stream, commands }: { id: number; stream: number; commands: readonly Command[] },
  ): void {
    // A call of its own is its only one. Like a stream's, it is dropped when its thread ends while it waits.
    const key = stream === 0 ? -id : stream;
    const calls = client.streams.get(key) ?? { gone: new AbortController(), count: 0 };
    client.streams.set(key, calls);
    calls.count += 1;
    const replies = this.#exchange.submitInTurn(commands, calls.gone.signal);
    void replies.then(() => {
      calls.count -= 1;
      if (calls.count === 0) client.streams.delete(key);
    });
    this.#answer(client, id, replies);
  }

  #answer(client: Client, id: number, replies: Promise<readonly Reply[]>): void {
    void replies.then((all) => this.#send(client, { kind: 'replies', id, replies: all }));
  }

  #send(client: Client, answer: LinkAnswer): void {
    client.answers.send(packAnswer(answer));
    this.#ring();
  }

  /** Once for everything of a turn: each ring wakes all threads. */
  #ring(): void {
    if (this.#isPublishing) return;
    this.#isPublishing = true;
    setImmediate(() => {
      this.#isPublishing = false;
      this.#gauges.commandsInFlight = this.#exchange.commandsInFlight;
      this.#published.ring();
      this.#retry();
    });
  }

  /** A thread that stands still reads no answers. */
  #retry(): void {
    let isLate = false;
    for (const { answers } of this.#clients.values()) {
      if (answers.isEmpty) continue;
      isLate = true;
      answers.flush();
    }
    if (isLate) setTimeout(() => this.#ring(), RETRY_MS);
  }
}

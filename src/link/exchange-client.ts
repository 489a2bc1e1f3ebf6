import type { Command, OrderReference, Reply } from '../domain/command.ts';
import type { Exchange, ExchangeStatus } from '../exchange/exchange.ts';
import { Bell } from '../rings/bell.ts';
import { RingReader, RingWriter } from '../rings/ring.ts';
import { CoreGauges } from './core-gauges.ts';
import type { LinkMemory } from './link-memory.ts';
import { type LinkAnswer, type LinkRequest, packRequest, unpackAnswer } from './messages.ts';
import { Outbox } from './outbox.ts';

/** The exchange, for a thread beside the core: commands go into one ring, and answers come out of another. */
export class ExchangeClient implements Exchange {
  readonly #requests: Outbox;
  readonly #requested: Bell;
  readonly #answers: RingReader;
  readonly #gauges: CoreGauges;
  readonly #replies = new Map<number, (replies: readonly Reply[]) => void>();
  readonly #resolved = new Map<number, (orderId: number | undefined) => void>();
  /** The number of each stream that has sent commands. */
  readonly #streams = new WeakMap<AbortSignal, number>();
  readonly #attached = Promise.withResolvers<void>();
  #status: ExchangeStatus = { accepting: false, reason: 'starting' };
  #lastId = 0;
  #lastStream = 0;
  #isRinging = false;

  constructor(memory: LinkMemory) {
    this.#requests = new Outbox(new RingWriter(memory.requests));
    this.#requested = new Bell(memory.requested);
    this.#answers = new RingReader(memory.answers);
    this.#gauges = new CoreGauges(memory.gauges);
  }

  /** Resolves when the core serves this thread, and the status is known. */
  get attached(): Promise<void> {
    return this.#attached.promise;
  }

  get status(): ExchangeStatus {
    return this.#status.accepting && this.#gauges.isSilent ? CORE_SILENT : this.#status;
  }

  get commandsInFlight(): number {
    return this.#gauges.commandsInFlight;
  }

  async submit(command: Command): Promise<Reply> {
    const [reply] = await this.submitAll([command]);
    if (reply === undefined) throw new Error('every command has a reply');
    return reply;
  }

  submitAll(commands: readonly Command[]): Promise<readonly Reply[]> {
    return this.#submit((id) => ({ kind: 'submit', id, commands }));
  }

  submitInTurn(commands: readonly Command[], signal?: AbortSignal): Promise<readonly Reply[]> {
    const stream = signal === undefined ? 0 : this.#numberOf(signal);
    return this.#submit((id) => ({ kind: 'submitInTurn', id, stream, commands }));
  }

  resolve(partyNumber: number, order: OrderReference): Promise<number | undefined> {
    if ('orderId' in order) return Promise.resolve(order.orderId);
    const id = ++this.#lastId;
    this.#send({ kind: 'resolve', id, partyNumber, order });
    return new Promise((answer) => this.#resolved.set(id, answer));
  }

  /** The answers that have arrived. Each may be given to `answer` once the events that were published before it are in the views. */
  receive(): readonly LinkAnswer[] {
    const answers: LinkAnswer[] = [];
    for (let record = this.#answers.read(); record !== undefined; record = this.#answers.read()) {
      answers.push(unpackAnswer(record));
    }
    if (!this.#requests.isEmpty) {
      this.#requests.flush();
      this.#ring();
    }
    return answers;
  }

  /** Gives an answer to its caller. */
  answer(answer: LinkAnswer): void {
    if (answer.kind === 'replies') {
      this.#replies.get(answer.id)?.(answer.replies);
      this.#replies.delete(answer.id);
    } else if (answer.kind === 'resolved') {
      this.#resolved.get(answer.id)?.(answer.orderId);
      this.#resolved.delete(answer.id);
    } else {
      this.#status = answer.status;
      this.#attached.resolve();
    }
  }

  #submit(request: (id: number) => LinkRequest): Promise<readonly Reply[]> {
    const id = ++this.#lastId;
    this.#send(request(id));
    return new Promise((answer) => this.#replies.set(id, answer));
  }

  #send(request: LinkRequest): void {
    this.#requests.send(packRequest(request));
    this.#ring();
  }

  /** Once for all requests of a turn: each ring may wake the core. */
  #ring(): void {
    if (this.#isRinging) return;
    this.#isRinging = true;
    setImmediate(() => {
      this.#isRinging = false;
      this.#requested.ring();
    });
  }

  #numberOf(signal: AbortSignal): number {
    const known = this.#streams.get(signal);
    if (known !== undefined) return known;
    const stream = ++this.#lastStream;
    this.#streams.set(signal, stream);
    signal.addEventListener('abort', () => this.#send({ kind: 'leave', stream }), { once: true });
    return stream;
  }
}

const CORE_SILENT: ExchangeStatus = { accepting: false, reason: 'the thread that matches does not answer' };

import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonValue } from '@bufbuild/protobuf';
import { Call } from './call.ts';
import { OrderFrames } from './order-frames.ts';
import { type Fields, fieldsOf, type Line, type Outcome, type ScriptedError } from './script.ts';
import { toConnectError } from './scripted-error.ts';
import { type Script, ScriptedServer } from './scripted-server.ts';
import { Subscriptions } from './subscriptions.ts';
import { Variables } from './variables.ts';

const PATIENCE_MS = 20_000;
/** What was sent is with the client, and taken, by then. */
const DELIVERY_MS = 2_000;
const LOOK_EVERY_MS = 2;
const STREAM_MARKET_DATA = 'redleaf.v1.MarketDataService/StreamMarketData';
const UPDATE_SUBSCRIPTIONS = 'redleaf.v1.MarketDataService/UpdateSubscriptions';
const UNKNOWN_STREAM: ScriptedError = {
  code: 'not_found',
  message: 'no such stream is open',
  reason: 'UNKNOWN_STREAM',
  metadata: {},
};

type Answer = Extract<Line, { readonly answer: unknown }>['answer'];
type Awaited = Extract<Line, { readonly await: unknown }>['await'];

/** Plays a script to a client, one line after the other. */
export class Player implements Script {
  readonly #server = new ScriptedServer(this);
  readonly #variables = new Variables();
  readonly #subscriptions = new Subscriptions();
  readonly #frames = new Map<Call, OrderFrames>();
  readonly #streams: Call[] = [];
  readonly #calls: Call[] = [];
  readonly #answers: Answer[] = [];
  /** The last one that was awaited. */
  #current: Call | undefined;
  #asked = 0;
  #thaw: Promise<void> = Promise.resolve();

  listen(): Promise<string> {
    return this.#server.listen();
  }

  /** @throws Error when the client does not ask for what the line awaits. */
  async play(line: Line): Promise<void> {
    if ('answer' in line) this.#answers.unshift(line.answer);
    else if ('await' in line) await this.#awaitCall(line.await);
    else if ('reply' in line) this.#answer(this.#open(), line.reply);
    else if ('await_subscription' in line) await this.#awaitSubscription(line.await_subscription);
    else if ('await_command' in line) await this.#awaitCommand(line.await_command);
    else if ('result' in line) this.#framesOf(this.#open()).answer(this.#variables.fill(line.result));
    else if ('send' in line) this.#send(line.send);
    else if ('close' in line) this.#open().end(toConnectError(line.close));
    else if ('end' in line) this.#open().end();
    else if ('drop_connection' in line) await this.#dropConnections();
    else if ('silence_ms' in line) await this.#keepSilent(line.silence_ms);
    else if ('quiet_ms' in line) await this.#expectQuiet(line.quiet_ms);
  }

  /** Until the client has hung up, or has had time enough to. */
  async finish(): Promise<void> {
    await until(() => (this.#server.connections === 0 ? true : undefined));
  }

  close(): void {
    this.#server.close();
  }

  opened(call: Call): void {
    this.#asked += 1;
    const standing = this.#answers.find((answer) => answer.rpc === call.rpc && this.#fits(answer, call));
    if (call.rpc === STREAM_MARKET_DATA) this.#openStream(call);
    else if (call.rpc === UPDATE_SUBSCRIPTIONS) this.#updateStream(call);
    else if (standing !== undefined) void this.#thaw.then(() => this.#answer(call, standing));
    else this.#calls.push(call);
  }

  received(call: Call, { commands }: Fields): void {
    this.#asked += 1;
    this.#framesOf(call).arrived(listOf(commands));
  }

  /** As the exchange does: the name of the stream at once. */
  #openStream(call: Call): void {
    const streamId = String(this.#streams.push(call));
    this.#subscriptions.add(call, listOf(call.request['subscriptions']));
    void this.#thaw.then(() => call.send({ stream_id: streamId }));
  }

  #updateStream(call: Call): void {
    const stream = this.#streams[Number(call.request['stream_id']) - 1];
    void this.#thaw.then(() => {
      if (stream?.isOpen) {
        this.#subscriptions.add(stream, listOf(call.request['add']));
        call.send({});
      } else {
        call.end(toConnectError(UNKNOWN_STREAM));
      }
    });
  }

  async #awaitCall(awaited: Awaited): Promise<void> {
    const isNext = (call: Call) => call.rpc === awaited.rpc && call.isOpen && !call.isTaken;
    const call = await until(() => this.#calls.find(isNext));
    if (call === undefined || !this.#fits(awaited, call)) {
      throw new Error(missed(awaited, call ?? this.#calls.at(-1)));
    }
    call.isTaken = true;
    this.#current = call;
  }

  async #awaitSubscription(awaited: Fields): Promise<void> {
    const fits = (fields: Fields) => this.#variables.matches(awaited, fields);
    this.#current = await until(() => this.#subscriptions.take(fits));
    if (this.#current === undefined) throw new Error(missed({ subscription: awaited }, this.#streams.at(-1)));
  }

  async #awaitCommand(awaited: Fields): Promise<void> {
    const frames = this.#framesOf(this.#open());
    const command = await until(() => frames.next);
    if (command === undefined || !this.#variables.matches(awaited, command))
      throw new Error(missed(awaited, command));
    frames.take();
  }

  #fits({ request, authorization }: Awaited, call: Call): boolean {
    if (authorization !== undefined && authorization !== call.authorization) return false;
    return this.#variables.matches(request, call.request);
  }

  #send(message: Fields): void {
    const stream = this.#open();
    stream.send(this.#variables.fill(this.#subscriptions.address(stream, message)));
  }

  #answer(call: Call, { response, error }: Outcome): void {
    if (error !== undefined) call.end(toConnectError(error));
    else call.send(this.#variables.fill(response ?? {}));
  }

  /** What was sent before is to arrive: it is still on its way through the layers of HTTP/2. */
  async #dropConnections(): Promise<void> {
    await sleep(DELIVERY_MS);
    this.#loseAll();
  }

  /** A server that takes connections and requests, and says nothing at all; at last it is ended, and there again at once. */
  async #keepSilent(ms: number): Promise<void> {
    const stream = this.#open();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#thaw = promise;
    await sleep(ms);
    if (stream.isOpen) throw new Error(`the client still waits for a stream that was silent for ${ms} ms`);
    // What was asked meanwhile is lost: its caller may be about to hang up.
    this.#loseAll();
    resolve();
  }

  #loseAll(): void {
    for (const call of [...this.#calls, ...this.#streams]) call.end();
    this.#server.dropConnections();
  }

  async #expectQuiet(ms: number): Promise<void> {
    const before = this.#asked;
    await sleep(ms);
    if (this.#asked > before) throw new Error(`the client did not wait ${ms} ms before it asked again`);
  }

  #open(): Call {
    if (this.#current === undefined) throw new Error('the script has awaited nothing yet');
    return this.#current;
  }

  #framesOf(call: Call): OrderFrames {
    const frames = this.#frames.get(call) ?? new OrderFrames(call);
    this.#frames.set(call, frames);
    return frames;
  }
}

function missed(awaited: unknown, asked: Call | Fields | undefined): string {
  const found =
    asked instanceof Call
      ? { rpc: asked.rpc, request: asked.request, authorization: asked.authorization !== '' }
      : asked;
  const instead = found === undefined ? 'has not asked' : `asked for ${JSON.stringify(found)}`;
  return `the script awaits ${JSON.stringify(awaited)}; the client ${instead}`;
}

async function until<Found>(look: () => Found | undefined): Promise<Found | undefined> {
  const givenUpMs = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = look();
    if (found !== undefined || Date.now() > givenUpMs) return found;
    await sleep(LOOK_EVERY_MS);
  }
}

function listOf(value: JsonValue | undefined): Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

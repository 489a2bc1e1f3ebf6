import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { connectRedleaf, type Redleaf } from '@redleaf/client';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { findInstrument } from '../../clients/cli/instruments.ts';
import { showLadder } from '../../clients/cli/show-ladder.ts';
import { OrderType, Side } from '../../gen/redleaf/v1/order_pb.ts';
import { ExchangeUnderTest } from '../gateway/running-exchange.ts';

let exchange: ExchangeUnderTest;
let line: Line;
/** Connected through `line`, which the test can cut. */
let watching: Redleaf;
/** Connected directly. */
let trading: Redleaf;

beforeAll(async () => {
  exchange = await ExchangeUnderTest.start();
  await exchange.createInstrument('ACME');
  line = await Line.to(Number(new URL(exchange.url).port));
  const token = exchange.headers.alice.authorization.replace('Bearer ', '');
  watching = connectRedleaf({ url: line.url, token });
  trading = connectRedleaf({ url: exchange.url, token });
});

afterAll(async () => {
  watching.close();
  trading.close();
  await line.cut();
  await exchange.stop();
});

test('the ladder says STALE while its connection is cut, keeps the own orders, and comes back', async () => {
  await buy(10_000n, 7n);
  const terminal = new Terminal();
  const ended = new AbortController();
  const instrument = await findInstrument(watching, 'ACME');
  const shown = showLadder({
    redleaf: watching,
    instrument,
    depth: 3,
    count: undefined,
    signal: ended.signal,
    terminal,
  });
  const first = /100\.00 +7 +7 +1 +7 /;
  await vi.waitFor(() => expect(terminal.frame).toMatch(first), WAIT);
  expect(terminal.frame).not.toContain('STALE');

  await line.cut();
  await vi.waitFor(() => expect(terminal.frame).toContain('STALE'), WAIT);
  expect(terminal.frame).toMatch(first);
  await buy(9_900n, 5n);

  await line.mend();
  await vi.waitFor(() => expect(terminal.frame).not.toContain('STALE'), WAIT);
  expect(terminal.frame).toMatch(first);
  await vi.waitFor(() => expect(terminal.frame).toMatch(/99\.00 +5 +12 +1 +5 /), WAIT);

  ended.abort();
  await shown;
});

test('a connection that is lost before its last stream is open is a lost connection, and no end', async () => {
  const terminal = new Terminal();
  const ended = new AbortController();
  const instrument = await findInstrument(watching, 'ACME');
  const { promise: isCut, resolve: cut } = Promise.withResolvers<void>();
  const slow = vi.spyOn(watching.marketData, 'listTrades').mockImplementation(async (request) => {
    const page = await trading.marketData.listTrades(request);
    await isCut;
    return page;
  });
  const options = {
    redleaf: watching,
    instrument,
    depth: 3,
    count: undefined,
    signal: ended.signal,
    terminal,
  };
  const shown = showLadder(options);
  await vi.waitFor(() => expect(terminal.frame).toContain('ACME'), WAIT);
  await line.cut();
  cut();
  await vi.waitFor(() => expect(terminal.frame).toContain('STALE'), WAIT);
  await line.mend();
  await vi.waitFor(() => expect(terminal.frame).not.toContain('STALE'), WAIT);
  ended.abort();
  await shown;
  slow.mockRestore();
});

/** Only a failing test waits this long. */
const WAIT = { timeout: 15_000, interval: 20 };

async function buy(price: bigint, quantity: bigint): Promise<void> {
  await trading.orders.placeOrder({
    instrumentId: 1,
    side: Side.BUY,
    orderType: OrderType.LIMIT,
    price,
    quantity,
  });
}

/** A terminal that keeps its last frame. */
class Terminal {
  readonly rows = 24;
  readonly columns = 80;
  frame = '';

  write(text: string): boolean {
    if (text.startsWith('\x1b[H')) this.frame = text;
    return true;
  }
}

/** A connection to a local server that can be cut and restored. */
class Line {
  readonly #target: number;
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((near) => {
    const far = connect(this.#target, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(from);
      from.on('error', () => undefined);
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  #port = 0;

  private constructor(target: number) {
    this.#target = target;
  }

  static async to(target: number): Promise<Line> {
    const line = new Line(target);
    await line.mend();
    return line;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async cut(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async mend(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address() as AddressInfo;
    this.#port = address.port;
  }
}

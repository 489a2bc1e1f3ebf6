import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Code, connectRedleaf, type MulticastEvent, type MulticastGap, type Redleaf } from '@redleaf/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Random } from '../../clients/demo/random.ts';
import { OrderType, Side, TimeInForce } from '../../gen/redleaf/v1/order_pb.ts';
import { type RunningExchange, startExchange } from '../../src/main.ts';
import { loadConfig } from '../../src/settings/config.ts';
import { LossyRelay } from './lossy-relay.ts';
import { multicastSettings } from './multicast-settings.ts';

const ROOT = { partyId: 'root', password: 'correct horse' };
const WAIT = { timeout: 30_000 };

let folder: string;
let settings: Awaited<ReturnType<typeof multicastSettings>> & { readonly MCAST_RETAINED?: string };
let relay: LossyRelay;
let exchange: RunningExchange;
let redleaf: Redleaf;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redleaf-multicast-'));
  settings = await multicastSettings();
  relay = await LossyRelay.open(settings, 20);
  exchange = await start('0');
  redleaf = connectRedleaf({ url: exchange.url, ...ROOT });
  await redleaf.admin.createInstrument({ symbol: 'ACME' });
});

afterEach(async () => {
  redleaf.close();
  await exchange.stop();
  relay.close();
  rmSync(folder, { recursive: true });
});

function start(port: string): Promise<RunningExchange> {
  const admin = { ADMIN_ID: ROOT.partyId, ADMIN_PASSWORD: ROOT.password };
  const more = { PORT: port, GATEWAYS: '0', DATA_DIR: folder, LOG_LEVEL: 'silent', WRITERS: 'multicast' };
  return startExchange(loadConfig({ ...settings, ...admin, ...more }, {}));
}

async function restart(between = () => {}): Promise<void> {
  const { port } = new URL(exchange.url);
  await exchange.stop();
  between();
  exchange = await start(port);
  // Calls fail on a connection that the listener opened while the exchange was down.
  await vi.waitUntil(() => redleaf.marketData.listInstruments({}).then(Boolean, () => false), WAIT);
}

/** Orders that rest, trade, are amended, canceled or refused. */
async function trade(orders: number, seed: number): Promise<void> {
  const random = new Random(seed);
  const entry = redleaf.openOrderEntry();
  const answers: Promise<unknown>[] = [];
  for (let i = 0; i < orders; i++) {
    const isMarket = random.chance(10);
    const answer = entry.place({
      instrumentId: 1,
      side: random.chance(50) ? Side.BUY : Side.SELL,
      orderType: isMarket ? OrderType.MARKET : OrderType.LIMIT,
      timeInForce: isMarket || random.chance(10) ? TimeInForce.IOC : TimeInForce.GTC,
      price: isMarket ? 0n : BigInt(random.between(95, 105)),
      quantity: BigInt(random.between(1, 20)),
    });
    answers.push(answer);
    if (random.chance(20)) {
      const { orderId } = await answer;
      const order = { reference: { case: 'orderId', value: orderId } } as const;
      const change = random.chance(50) ? entry.cancel({ order }) : entry.amend({ order, price: 100n });
      // The order may have traded already.
      answers.push(change.catch(() => {}));
    }
  }
  await Promise.all(answers);
  await entry.close();
}

type OrderEvent = Extract<MulticastEvent, { type: 'ORDER' | 'ORDER_STATE' }>;

/** A listener behind the bad network. The rest of a resting order is in its TRADE. */
class Listener {
  readonly events: MulticastEvent[] = [];
  readonly gaps: MulticastGap[] = [];
  starts = 0;
  readonly #abort = new AbortController();
  readonly #orders = new Map<number, OrderEvent>();
  readonly #ended: Promise<void>;

  constructor() {
    this.#ended = this.#listen();
  }

  /** Price levels with their open quantities, such as `BUY 100: 7`. */
  get book(): string[] {
    const levels = new Map<string, number>();
    for (const { side, price_cents, remaining_quantity } of this.#orders.values()) {
      const level = `${side} ${price_cents}`;
      levels.set(level, (levels.get(level) ?? 0) + remaining_quantity);
    }
    return Array.from(levels, ([level, quantity]) => `${level}: ${quantity}`).sort();
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#ended;
  }

  async #listen(): Promise<void> {
    const events = redleaf.listenMulticast({
      group: settings.MCAST_GROUP,
      port: relay.port,
      interfaceAddress: settings.MCAST_INTERFACE,
      from: 'beginning',
      signal: this.#abort.signal,
      onGap: (gap) => this.gaps.push(gap),
      onStarted: () => {
        this.starts += 1;
      },
    });
    for await (const event of events) {
      if (event.session !== this.events.at(-1)?.session) this.#orders.clear();
      this.events.push(event);
      if (event.type === 'TRADE') this.#fill(event);
      else if (event.type !== 'CANCEL') this.#keep(event);
    }
  }

  #fill({ maker_order_id, maker_quantity_remaining }: Extract<MulticastEvent, { type: 'TRADE' }>): void {
    const maker = this.#orders.get(maker_order_id);
    if (maker !== undefined) this.#keep({ ...maker, remaining_quantity: maker_quantity_remaining });
  }

  #keep(order: OrderEvent): void {
    if (order.remaining_quantity === 0) this.#orders.delete(order.order_id);
    else this.#orders.set(order.order_id, order);
  }
}

async function bookOfExchange(): Promise<string[]> {
  const { orderBook } = await redleaf.marketData.getOrderBook({ instrumentId: 1 });
  return [
    ...(orderBook?.bids ?? []).map(({ price, quantity }) => `BUY ${price}: ${quantity}`),
    ...(orderBook?.asks ?? []).map(({ price, quantity }) => `SELL ${price}: ${quantity}`),
  ].sort();
}

test('a listener that loses 20 % has every event in order, and the same book, over a restart too', async () => {
  const listener = new Listener();
  await trade(400, 1);
  // Heartbeats come while no datagrams are sent, and contain the start time of the exchange.
  await vi.waitUntil(() => listener.starts > 0, WAIT);
  await restart();
  await trade(400, 2);

  const book = await bookOfExchange();
  expect(book.length).toBeGreaterThan(3);
  await vi.waitUntil(() => listener.starts > 1 && String(listener.book) === String(book), WAIT);
  await listener.stop();
  expect(listener.events.map(({ sequence }) => sequence)).toEqual(
    listener.events.map((_, index) => index + 1),
  );
  expect(new Set(listener.events.map(({ session }) => session)).size).toBe(1);
  expect(relay.lost).toBeGreaterThan(50);
  // The number of losses that one replay fills depends on the machine.
  expect(listener.gaps.length).toBeGreaterThan(0);
});

test('an exchange that begins anew is another session, and the book begins empty', async () => {
  const listener = new Listener();
  await trade(60, 1);
  await vi.waitUntil(() => listener.events.length > 60, WAIT);
  await restart(() => rmSync(folder, { recursive: true }));
  redleaf.close();
  redleaf = connectRedleaf({ url: exchange.url, ...ROOT });
  await redleaf.admin.createInstrument({ symbol: 'ACME' });
  const other = new Listener();
  await trade(30, 3);
  const book = await bookOfExchange();
  await vi.waitUntil(() => String(other.book) === String(book), WAIT);
  await other.stop();
  await listener.stop();
  expect(other.events[0]?.session).not.toBe(listener.events[0]?.session);
});

test('replays the bytes that were sent, and says what it cannot', async () => {
  const listener = new Listener();
  await trade(20, 1);
  await vi.waitUntil(() => listener.events.length > 0, WAIT);
  const [event] = listener.events;
  const session = event?.session ?? '';
  const { datagrams } = await redleaf.marketData.replayMulticast({
    session,
    firstSequence: 1n,
    lastSequence: 3n,
  });
  expect(datagrams.map((bytes) => JSON.parse(Buffer.from(bytes).toString()).sequence)).toEqual([1, 2, 3]);
  await listener.stop();

  const replay = (first: bigint, last: bigint, of = session) =>
    redleaf.marketData.replayMulticast({ session: of, firstSequence: first, lastSequence: last });
  expect((await replay(1_000_000n, 1_000_001n)).datagrams).toEqual([]);
  await expect(replay(1n, 1n, '7')).rejects.toMatchObject({
    reason: 'UNKNOWN_SESSION',
    metadata: { session },
  });
  await expect(replay(0n, 1n)).rejects.toMatchObject({ code: Code.InvalidArgument, field: 'first_sequence' });
  await expect(replay(2n, 1n)).rejects.toMatchObject({ code: Code.InvalidArgument, field: 'last_sequence' });

  settings = { ...settings, MCAST_RETAINED: '5' };
  await restart();
  await trade(20, 2);
  await vi.waitUntil(
    async () => {
      const { reason, metadata } = await replay(1n, 1n).catch((error) => error);
      return reason === 'RESUME_TOO_OLD' && Number(metadata.oldest_sequence) > 1;
    },
    { timeout: 10_000, interval: 50 },
  );
});

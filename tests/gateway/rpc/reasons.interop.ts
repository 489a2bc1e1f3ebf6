import { DatabaseSync } from 'node:sqlite';
import { createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { readContract } from '../../../docs/generate/contract.ts';
import { reasonsOf } from '../../../docs/generate/reasons.ts';
import { AdminService } from '../../../gen/redleaf/v1/admin_service_pb.ts';
import { ErrorReason } from '../../../gen/redleaf/v1/error_pb.ts';
import { HistoryService } from '../../../gen/redleaf/v1/history_service_pb.ts';
import { MarketDataService } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { OrderService } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { PositionService } from '../../../gen/redleaf/v1/position_service_pb.ts';
import { SessionService } from '../../../gen/redleaf/v1/session_service_pb.ts';
import { Auth } from '../../../src/auth/auth.ts';
import { Directory } from '../../../src/directory/directory.ts';
import { MAX_INSTRUMENTS, MAX_PARTIES } from '../../../src/domain/limits.ts';
import { type Reason, RefusedError } from '../../../src/domain/refusal.ts';
import { EntryFeed } from '../../../src/feeds/entry-feed.ts';
import { connectErrorOf } from '../../../src/gateway/rpc/errors.ts';
import { JournalUnavailableError } from '../../../src/journal/journal-errors.ts';
import { SqliteJournal } from '../../../src/journal/sqlite/sqlite-journal.ts';
import { AnsweringThread } from '../../../src/threads/answering-thread.ts';
import { multicastSettings } from '../../multicast/multicast-settings.ts';
import { ExchangeUnderTest, PASSWORD } from '../running-exchange.ts';
import { byId, order } from './bad-rows.ts';
import { infoOf, metadataOf, reasonOf } from './provoke.ts';
import { rawCall } from './raw-call.ts';

// The real cost of bcrypt, so that logins wait and are refused.
vi.unmock('bcrypt');

/*
 * Provokes every reason of the contract, and checks it in the details of the error.
 */

let exchange: ExchangeUnderTest;
beforeAll(async () => {
  exchange = await ExchangeUnderTest.start({
    MAX_OPEN_ORDERS_PER_PARTY: '3',
    MAX_SUBSCRIPTIONS: '2',
    MAX_LOGINS_WAITING: '1',
    RETAINED_REPORTS: '1',
    HISTORY: 'false',
    PUBLIC_PARTIES: 'false',
    HEARTBEAT_MS: '60000',
    WRITERS: 'multicast',
    MCAST_RETAINED: '1',
    ...(await multicastSettings()),
  });
  await exchange.createInstrument('REASONS', { tickSize: 5n, lotSize: 10n });
});
afterAll(() => exchange.stop());
afterEach(() => {
  vi.restoreAllMocks();
});

const transport = () => createGrpcTransport({ baseUrl: exchange.url });
const alice = () => ({ headers: exchange.headers.alice });
const admin = () => ({ headers: exchange.headers.admin });
const orders = () => createClient(OrderService, transport());
const admins = () => createClient(AdminService, transport());
const sessions = () => createClient(SessionService, transport());
const positions = () => createClient(PositionService, transport());
const marketData = () => createClient(MarketDataService, transport());

const place = (wrong: Parameters<typeof order>[0] = {}) => orders().placeOrder(order(wrong), alice());
const raw = (message: Uint8Array, encoding?: string) =>
  rawCall(exchange.url, 'grpc', OrderService.method.placeOrder, message, {
    ...alice(),
    ...(encoding === undefined ? {} : { encoding }),
  }).then(({ reason }) => reason);

/** Runs an action while the credentials are locked against other writers. */
async function whileLocked<T>(action: () => Promise<T>): Promise<T> {
  const database = new DatabaseSync(`${exchange.dataDir}/credentials.db`);
  database.exec('BEGIN IMMEDIATE');
  try {
    return await action();
  } finally {
    database.close();
  }
}

const PROVOCATIONS: Readonly<Record<Reason, () => Promise<unknown>>> = {
  FIELD_REQUIRED: () => orders().placeOrder({}, alice()),
  FIELD_INVALID: () => place({ clientOrderId: 'with a space' }),
  FIELD_OUT_OF_RANGE: () => place({ price: 0n }),
  PRICE_OFF_TICK: () => place({ price: 101n }),
  QUANTITY_OFF_LOT: () => place({ quantity: 11n }),
  MESSAGE_MALFORMED: () => raw(Buffer.from([255])),
  MESSAGE_TOO_LARGE: () => raw(Buffer.alloc(1_025)),
  UNKNOWN_INSTRUMENT: () => place({ instrumentId: 99 }),
  UNKNOWN_ORDER: () => orders().cancelOrder(byId(99n), alice()),
  DUPLICATE_CLIENT_ORDER_ID: async () => {
    const { orderId } = await place({ clientOrderId: 'twice' });
    const again = await reasonOf(place({ clientOrderId: 'twice', price: 105n }));
    await orders().cancelOrder(byId(orderId), alice());
    return again;
  },
  DUPLICATE_INSTRUMENT: () => admins().createInstrument({ instrumentId: 1, symbol: 'OTHER' }, admin()),
  DUPLICATE_SYMBOL: () => admins().createInstrument({ symbol: 'REASONS' }, admin()),
  DUPLICATE_PARTY: () => admins().createParty({ partyId: 'bob', password: PASSWORD }, admin()),
  CREDENTIALS_INVALID: () => sessions().login({ partyId: 'alice', password: 'not this one' }),
  TOKEN_MISSING: () => orders().placeOrder(order()),
  TOKEN_INVALID: () => orders().placeOrder(order(), { headers: { authorization: 'Bearer x' } }),
  ADMIN_REQUIRED: () => admins().createInstrument({ symbol: 'OTHER' }, alice()),
  PARTIES_NOT_PUBLIC: () => positions().listPositions({ allParties: true }, alice()),
  TOO_MANY_REQUESTS: async () => {
    const logins = Array.from({ length: 20 }, () => sessions().login({ partyId: 'bob', password: PASSWORD }));
    // The accepted logins must end before the next test needs their places.
    await Promise.allSettled(logins);
    await Promise.all(logins);
  },
  TOO_MANY_OPEN_ORDERS: () => Promise.all(Array.from({ length: 4 }, () => place({ price: 5n }))),
  TOO_MANY_SUBSCRIPTIONS: async () => {
    const leave = new AbortController();
    const streams = Array.from({ length: 3 }, () =>
      marketData().streamTrades({}, { signal: leave.signal })[Symbol.asyncIterator]().next(),
    );
    try {
      await Promise.all(streams);
    } finally {
      leave.abort();
    }
  },
  TOO_MANY_INSTRUMENTS: () => {
    vi.spyOn(Directory.prototype, 'instrumentCount', 'get').mockReturnValue(MAX_INSTRUMENTS);
    return admins().createInstrument({ symbol: 'OTHER' }, admin());
  },
  TOO_MANY_PARTIES: () => {
    vi.spyOn(Directory.prototype, 'partyCount', 'get').mockReturnValue(MAX_PARTIES);
    return admins().createParty({ partyId: 'other', password: PASSWORD }, admin());
  },
  // Streams of a running exchange read older messages from the journal, so only a feed without a journal gives this reason.
  SLOW_CONSUMER: async () => {
    const feed = new EntryFeed(() => 1, { retained: 1, heartbeatMs: 1, older: undefined });
    const subscription = feed.subscribe(1, undefined);
    const { signal } = new AbortController();
    await subscription.next(signal);
    for (const sequence of [1, 2, 3]) {
      feed.append({ sequence });
      feed.committed(sequence);
    }
    await subscription.next(signal).catch((error: unknown) => {
      throw error instanceof RefusedError ? connectErrorOf(error.refusal) : error;
    });
  },
  RESUME_TOO_OLD: async () => {
    const unknown = { session: 'unknown', firstSequence: 1n, lastSequence: 1n };
    // The session exists after the first datagram.
    const session = await vi.waitUntil(() => metadataOf(marketData().replayMulticast(unknown), 'session'), {
      timeout: 20_000,
    });
    return marketData().replayMulticast({ ...unknown, session });
  },
  RESUME_IN_FUTURE: async () =>
    firstOf(marketData().streamTrades({ resumeFromSequence: 1_000_000_000n, epoch: await epochNow() })),
  JOURNAL_UNAVAILABLE: async () => {
    const full = new JournalUnavailableError('SQLITE_FULL', 'database or disk is full');
    vi.spyOn(SqliteJournal.prototype, 'append').mockRejectedValueOnce(full);
    try {
      await admins().createInstrument({ symbol: 'OTHER' }, admin());
    } finally {
      // The following tests need an exchange that accepts commands again.
      const works = () =>
        admins()
          .createInstrument({ symbol: 'AGAIN' }, admin())
          .then(
            () => true,
            () => false,
          );
      await vi.waitUntil(works, { timeout: 20_000 });
    }
  },
  SHUTTING_DOWN: async () => {
    const stopped = await ExchangeUnderTest.start({ HEARTBEAT_MS: '60000' });
    const client = createClient(MarketDataService, createGrpcTransport({ baseUrl: stopped.url }));
    const stream = client.streamTrades({})[Symbol.asyncIterator]();
    await stream.next();
    const end = reasonOf(stream.next());
    await stopped.stop();
    return end;
  },
  INTERNAL: () => {
    vi.spyOn(Auth.prototype, 'logout').mockImplementation(() => {
      throw new Error('a fault');
    });
    return sessions().logout({}, alice());
  },
  UNKNOWN_SESSION: () =>
    marketData().replayMulticast({ session: 'unknown', firstSequence: 1n, lastSequence: 1n }),
  UNKNOWN_STREAM: () => marketData().updateSubscriptions({ streamId: 'unknown' }),
  UNKNOWN_LOGIN_SESSION: () =>
    admins().endSessions({ which: { case: 'sessionId', value: 'unknown' } }, admin()),
  PARTY_DISABLED: async () => {
    await admins().createParty({ partyId: 'disabled', password: PASSWORD }, admin());
    await admins().disableParty({ partyId: 'disabled' }, admin());
    return sessions().login({ partyId: 'disabled', password: PASSWORD });
  },
  CLOCK_NOT_MANUAL: () => admins().advanceClock({ to: { case: 'durationNs', value: 1n } }, admin()),
  UNKNOWN_PARTY: () => admins().setPassword({ partyId: 'nobody', password: PASSWORD }, admin()),
  PARTY_STORE_UNAVAILABLE: () =>
    whileLocked(() => admins().setPassword({ partyId: 'bob', password: PASSWORD }, admin())),
  HISTORY_OFF: () => createClient(HistoryService, transport()).listOrders({}, alice()),
  EPOCH_MISMATCH: () => firstOf(marketData().streamTrades({ resumeFromSequence: 1n, epoch: 1n })),
  LOGIN_DELAYED: async () => {
    for (let guess = 0; guess < 100; guess += 1) {
      const reason = await reasonOf(sessions().login({ partyId: 'mallory', password: `guess ${guess}` }));
      if (reason !== 'CREDENTIALS_INVALID') return reason;
    }
    return undefined;
  },
  COMPRESSION_UNKNOWN: () => raw(Buffer.alloc(1), 'br'),
  HISTORY_UNAVAILABLE: () => {
    vi.spyOn(AnsweringThread.prototype, 'ask').mockRejectedValueOnce(new Error('the thread has ended'));
    return marketData().replayMulticast({ session: 'any', firstSequence: 1n, lastSequence: 1n });
  },
};

const documented = reasonsOf(readContract());
const inContract = Object.keys(ErrorReason).filter((name) => name !== 'UNSPECIFIED');

test('every reason of the contract is provoked', () => {
  expect(Object.keys(PROVOCATIONS).sort()).toEqual(inContract.sort());
});

test.each(Object.entries(PROVOCATIONS))('%s', { timeout: 30_000 }, async (reason, provoke) => {
  let sent: string[] = [];
  const provoked = provoke().catch((error: unknown) => {
    sent = Object.keys(infoOf(error)?.metadata ?? {});
    throw error;
  });
  expect(await reasonOf(provoked)).toBe(reason);
  // The contract documents all metadata that are sent.
  const { metadata = '' } = documented.find((one) => one.reason === reason) ?? {};
  for (const key of sent) expect(metadata).toContain(`\`${key}\``);
});

async function epochNow(): Promise<bigint> {
  for await (const { epoch } of marketData().streamTrades({})) return epoch;
  return 0n;
}

async function firstOf(messages: AsyncIterable<unknown>): Promise<void> {
  await messages[Symbol.asyncIterator]().next();
}

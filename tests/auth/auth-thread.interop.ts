import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AdminPasswordMissingError } from '../../src/auth/admin-password-missing-error.ts';
import { AuthClient } from '../../src/auth/auth-client.ts';
import { AuthThread } from '../../src/auth/auth-thread.ts';
import { ExchangeForAuth } from '../../src/auth/exchange-for-auth.ts';
import { Directory } from '../../src/directory/directory.ts';
import type { Command, Reply } from '../../src/domain/command.ts';
import { fanOut } from '../../src/events/fan-out.ts';
import { ManualClock } from '../../src/exchange/manual-clock.ts';
import { takeLines } from '../../src/log/take-lines.ts';
import { DamagedError } from '../../src/storage/damaged-error.ts';
import { Threads } from '../../src/threads/threads.ts';
import { HERE, NO_MONGO } from './auth-under-test.ts';
import { LoggedLines } from './logged-lines.ts';

const PASSWORD = 'correct horse';
const ROOT = { partyId: 'root', password: PASSWORD, address: HERE };
const MINUTE_NS = 60_000_000_000n;

let dataDir: string;
let parties: Directory;
let clock: ManualClock;
let lines: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'redleaf-auth-thread-'));
  parties = new Directory();
  clock = new ManualClock(1_000n * MINUTE_NS);
  lines = '';
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** An exchange that creates parties, and its thread of sessions and passwords. It never answers a change of a party's status. */
async function start(adminPassword: string) {
  const [link, log] = [new MessageChannel(), new MessageChannel()];
  takeLines(log.port1, {
    write(line: string) {
      lines += line;
    },
  });
  const exchange = new ExchangeForAuth(link.port1, parties);
  const fold = fanOut(parties, clock, exchange);
  exchange.serve(async (command: Command): Promise<Reply> => {
    if (command.kind === 'setPartyStatus') return new Promise(() => {});
    if (command.kind !== 'createParty') throw new Error(`unexpected ${command.kind}`);
    const { partyId, partyName, isAdmin } = command;
    const party = { partyNumber: parties.partyCount + 1, partyId, partyName, isAdmin };
    fold.partyCreated?.({ party });
    return { kind: 'partyCreated', party };
  });
  const onFailure = vi.fn();
  const thread = await AuthThread.start({
    settings: {
      ...{ dataDir, partyStore: 'sqlite', mongo: NO_MONGO, logLevel: 'info' },
      ...{ sessionMinutes: 30, maxSessionsPerParty: 3, maxLoginsWaiting: 100, loginConcurrency: 1 },
      ...{ clock: 'manual', lastTimeNs: clock.now() },
      admin: { partyId: 'root', password: adminPassword },
    },
    log: log.port2,
    exchange: link.port2,
    threads: new Threads(new LoggedLines()),
    onFailure,
  });
  const attach = () => {
    const { port1, port2 } = new MessageChannel();
    thread.attach(port1);
    return AuthClient.open(port2, { parties, clock });
  };
  return { thread, attach, onFailure, advance: (timeNs: bigint) => fold.clockAdvanced?.({ timeNs }) };
}

test('two gateways share the sessions of a thread, which go on after a restart', async () => {
  const first = await start(PASSWORD);
  const [one, other] = [await first.attach(), await first.attach()];
  const { token, party } = await one.login(ROOT);
  expect(other.partyOf(token)).toEqual(party);
  const ended = await other.login(ROOT);
  await one.setPassword('root', 'another one', party);
  expect([one, other].map((gateway) => gateway.partyOf(ended.token))).toEqual([undefined, undefined]);
  await expect(one.login(ROOT)).rejects.toMatchObject({ refusal: { reason: 'CREDENTIALS_INVALID' } });
  const kept = await one.login({ ...ROOT, password: 'another one' });
  await first.thread.close();
  expect(lines).toContain('an administrator has set the password of a party');
  expect(lines).not.toContain('another one');
  await expect(one.logout(kept.token)).rejects.toMatchObject({
    refusal: { reason: 'PARTY_STORE_UNAVAILABLE' },
  });

  const second = await start('');
  const late = await second.attach();
  expect(late.partyOf(kept.token)?.partyId).toBe('root');
  const stream = late.endOf(kept.token);
  second.advance(clock.now() + 30n * MINUTE_NS);
  expect(late.partyOf(kept.token)).toBeUndefined();
  await vi.waitUntil(() => stream.aborted, { timeout: 30_000 });
  await second.thread.close();
  expect([first, second].map(({ onFailure }) => onFailure.mock.calls)).toEqual([[], []]);
});

test('a thread that cannot start says why', async () => {
  await expect(start('')).rejects.toThrow(new AdminPasswordMissingError('root'));
  await expect(start('')).rejects.toThrow(AdminPasswordMissingError);
  truncateSync(join(dataDir, 'credentials.db'));
  await expect(start(PASSWORD)).rejects.toThrow(DamagedError);
});

test('a thread that fails says so, and refuses what gateways ask', async () => {
  const { thread, attach, onFailure } = await start(PASSWORD);
  const gateway = await attach();
  const { party } = await gateway.login(ROOT);
  const { port1, port2 } = new MessageChannel();
  thread.attach(port1);
  const enabling = gateway.setDisabled('root', false, party);
  port2.postMessage(undefined);
  await expect(enabling).rejects.toMatchObject({ refusal: { reason: 'PARTY_STORE_UNAVAILABLE' } });
  await vi.waitUntil(() => onFailure.mock.calls.length === 1, { timeout: 30_000 });
  expect(onFailure).toHaveBeenCalledWith(expect.any(TypeError));
});

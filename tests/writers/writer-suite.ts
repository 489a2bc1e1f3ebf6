import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { Random } from '../../clients/demo/random.ts';
import type { FollowerCursor } from '../../src/follower/follower-cursor.ts';
import type { Writer, WriterFrame } from '../../src/follower/writer.ts';
import { takeSnapshot } from '../../src/recovery/take-snapshot.ts';
import { loadConfig } from '../../src/settings/config.ts';
import type { WriterName } from '../../src/settings/schemas.ts';
import { createWriter } from '../../src/writers/create-writer.ts';
import { cancelAll, limit } from '../exchange/test-exchange.ts';
import { RunningWriter, runToEnd } from './run-writer.ts';
import { TestMarket } from './test-market.ts';

/** A new target for a writer. */
export interface WriterTarget {
  /** Settings that make the writer use this target. */
  readonly settings: Readonly<Record<string, string>>;
  /** The whole content. Two targets with the same history have the same content. */
  read(dataDir: string): Promise<unknown>;
  /** The ids of the orders that were canceled, in the order in which they were written. */
  canceledOrders(dataDir: string): Promise<readonly number[]>;
  remove(): Promise<void>;
}

const PROGRAM = fileURLToPath(new URL('./processes/write-to-end.ts', import.meta.url));
const KILLS = 3 * Number(process.env['CAMPAIGN'] ?? 1);
/** Each kill starts a process, which takes most of the time on a busy machine. */
const KILLS_TIMEOUT_MS = 80_000 * KILLS;

/** The contract of every writer. */
export function writerContract(name: WriterName, makeTarget: () => Promise<WriterTarget>): void {
  describe(name, () => {
    let folder: string;
    let market: TestMarket;
    let target: WriterTarget;
    let wake: () => void;

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'redleaf-writers-'));
      wake = () => {};
      market = await TestMarket.open(join(folder, 'data'), 7, () => wake());
      target = await makeTarget();
    });

    afterEach(async () => {
      await market.close();
      await target.remove();
      rmSync(folder, { recursive: true });
    });

    const make = (place: WriterTarget, dataDir: string) =>
      createWriter(name, loadConfig({ ...place.settings, DATA_DIR: dataDir }, {}));

    /** The output of a writer without failures, on a copy of the journal. */
    async function undisturbed(): Promise<unknown> {
      const { lastSequence } = market;
      await market.close();
      const copy = join(folder, 'copy');
      cpSync(join(market.directory, 'journal.db'), join(copy, 'journal.db'));
      const place = await makeTarget();
      try {
        await runToEnd(await make(place, copy), copy, lastSequence);
        return await place.read(copy);
      } finally {
        await place.remove();
      }
    }

    test('is told everything while it happens, and the same when it starts on a journal with history', async () => {
      const running = new RunningWriter(await make(target, market.directory), market.directory);
      wake = () => running.wake();
      for (let i = 0; i < 5; i++) {
        await market.trade(60);
        await running.until(({ cursor }) => cursor > 0);
      }
      await running.until(({ cursor }) => cursor === market.lastSequence);
      await running.stop();
      const read = await target.read(market.directory);
      expect(JSON.stringify(read).length).toBeGreaterThan(10_000);
      expect(read).toEqual(await undisturbed());
    });

    test('goes on where it was, from a snapshot or without one', async () => {
      await market.trade(150);
      await runToEnd(await make(target, market.directory), market.directory, market.lastSequence);
      takeSnapshot(market.directory);
      await market.trade(150);
      await runToEnd(await make(target, market.directory), market.directory, market.lastSequence);
      await market.trade(50);
      // The second snapshot replaces the older one; the third is ahead of the writer.
      for (let i = 0; i < 2; i++) {
        takeSnapshot(market.directory);
        await market.trade(50);
      }
      await runToEnd(await make(target, market.directory), market.directory, market.lastSequence);
      expect(await target.read(market.directory)).toEqual(await undisturbed());
    });

    test('writes nothing behind what it has of another history', async () => {
      await market.trade(50);
      await runToEnd(await make(target, market.directory), market.directory, market.lastSequence);
      const read = await target.read(market.directory);
      // Like a restored backup or an emptied data folder: at least as many events, but different ones.
      const other = await TestMarket.open(mkdtempSync(join(tmpdir(), 'redleaf-other-')));
      onTestFinished(async () => {
        await other.close();
        rmSync(other.directory, { recursive: true });
      });
      await other.trade(100);
      const running = new RunningWriter(await make(target, market.directory), other.directory);
      await running.until(({ state }) => state === 'failing');
      expect(running.seen.at(-1)?.lastError).toMatch(/another history/);
      await running.stop();
      expect(await target.read(market.directory)).toEqual(read);
    });

    test('slow, and failing before and after what it does, it misses nothing and writes nothing twice', async () => {
      const random = new Random(3);
      const running = new RunningWriter(
        new BadWriter(await make(target, market.directory), random),
        market.directory,
      );
      wake = () => running.wake();
      for (let i = 0; i < 20; i++) {
        await market.trade(30);
        await sleep(random.between(0, 10));
      }
      await running.until(({ cursor, state }) => cursor === market.lastSequence && state === 'running');
      await running.stop();
      expect(running.seen.some(({ state }) => state === 'failing')).toBe(true);
      expect(await target.read(market.directory)).toEqual(await undisturbed());
    });

    test('has every order of a frame that closes more of them than a group has events', async () => {
      const place = limit('buy', 50, 10, { partyNumber: 2 });
      const orders = await market.submitAll(Array.from({ length: 1_500 }, () => place));
      const other = await market.submit(limit('buy', 50, 10, { partyNumber: 3 }));
      expect(await market.submit(cancelAll(2))).toMatchObject({ canceledOrderCount: 1_500 });
      const { lastSequence } = market;
      await runToEnd(await make(target, market.directory), market.directory, lastSequence);
      const ids = orders.map((reply) => ('orderId' in reply ? reply.orderId : 0));
      expect(await target.canceledOrders(market.directory)).toEqual(ids);
      await market.submit({
        kind: 'cancel',
        partyNumber: 3,
        order: { orderId: 'orderId' in other ? other.orderId : 0 },
      });
      await runToEnd(await make(target, market.directory), market.directory, market.lastSequence);
      expect(await target.read(market.directory)).toEqual(await undisturbed());
    });

    test(
      'killed at any moment, it misses nothing and writes nothing twice',
      async () => {
        const random = new Random(4);
        await market.trade(100);
        const settings = { ...target.settings, DATA_DIR: market.directory };
        for (let i = 0; i < KILLS; i++) {
          await market.trade(2_000);
          const child = spawn(process.execPath, [PROGRAM, name], {
            env: { ...process.env, ...settings },
            stdio: ['ignore', 'pipe', 'inherit'],
          });
          const ended = once(child, 'exit');
          // A group takes some milliseconds to write.
          for (let group = random.between(1, 3); group > 0; group--) {
            await Promise.race([once(child.stdout, 'data'), ended]);
          }
          await sleep(random.between(0, 10));
          child.kill('SIGKILL');
          await ended;
        }
        await runToEnd(await make(target, market.directory), market.directory, market.lastSequence);
        expect(await target.read(market.directory)).toEqual(await undisturbed());
      },
      KILLS_TIMEOUT_MS,
    );
  });
}

/** A writer that fails at random: before a write, after a write, or when it opens. */
class BadWriter implements Writer {
  readonly name: string;
  readonly #writer: Writer;
  readonly #random: Random;

  constructor(writer: Writer, random: Random) {
    this.name = writer.name;
    this.#writer = writer;
    this.#random = random;
  }

  async open(): Promise<FollowerCursor> {
    this.#maybeFail();
    return this.#writer.open();
  }

  async write(frames: readonly WriterFrame[]): Promise<void> {
    this.#maybeFail();
    await sleep(this.#random.between(0, 10));
    await this.#writer.write(frames);
    this.#maybeFail();
  }

  close(): Promise<void> {
    return this.#writer.close();
  }

  #maybeFail(): void {
    if (this.#random.chance(25)) throw new Error('out of order');
  }
}

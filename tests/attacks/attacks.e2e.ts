import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ATTACKS } from './all-attacks.ts';
import { AttackProcess } from './attack-process.ts';
import { AttackedExchange } from './attacked-exchange.ts';
import { Attacker } from './attacker.ts';
import type { HonestParty } from './honest-party.ts';

const IS_CAMPAIGN = process.env['CAMPAIGN'] !== undefined;
const MEBIBYTE = 1_048_576;
/** Maximum growth of memory during a small attack. */
const MAX_GROWTH_BYTES = 256 * MEBIBYTE;
/**
 * Maximum peak memory of the process. Order-entry streams that are always full take most: 1,260 MB after 20 s, and 1,400 MB
 * after 50 s, when the views are full and the heap has garbage.
 */
const MAX_BYTES = 1_536 * MEBIBYTE;
const CAMPAIGN_MS = 20_000;
const ORDERS = 5;
/** Low limits, so that a small attack reaches them. */
const SMALL_BOUNDS = { MAX_SUBSCRIPTIONS: '100', MAX_REQUESTS_IN_FLIGHT: '2000' };

/** Fails if any order or cancel is not answered. The time does not matter. */
async function trade(honest: HonestParty, isOver: () => boolean): Promise<void> {
  const repeat = async (placeAndCancel: () => Promise<void>) => {
    for (let count = 0; count < ORDERS || !isOver(); count += 1) await placeAndCancel();
  };
  await Promise.all([
    repeat(() => honest.placeAndCancel()),
    repeat(() => honest.placeAndCancelOnStream()),
    repeat(() => honest.placeAndCancelAll()),
  ]);
}

async function checkHealth({ server, target }: AttackedExchange): Promise<void> {
  expect(server.hasEnded).toBe(false);
  expect((await fetch(`${target.url}/healthz`)).status).toBe(200);
}

const smallAttacks = () => {
  let exchange: AttackedExchange;
  beforeAll(async () => {
    exchange = await AttackedExchange.start({ levels: 500, trades: 500 }, SMALL_BOUNDS);
  });
  afterAll(() => exchange.stop());

  it.each(ATTACKS.map((attack) => [attack.name, attack] as const))('%s', async (_name, { run, size }) => {
    const attacker = new Attacker(exchange.target);
    onTestFinished(() => attacker.close());
    const before = exchange.memory.now;
    let isOver = false;
    const attack = run(attacker, size.small, AbortSignal.timeout(10_000)).finally(() => {
      isOver = true;
    });
    await Promise.all([attack, trade(exchange.honest, () => isOver)]);
    // The attacker still keeps everything open.
    await trade(exchange.honest, () => true);
    await exchange.honest.listen();
    await exchange.honest.logIn();
    await checkHealth(exchange);
    expect(exchange.memory.now - before).toBeLessThan(MAX_GROWTH_BYTES);
    expect(attacker.tally.seen.sent).toBeGreaterThan(0);
  });

  it('none of it is a fault of ours in the log', () => {
    expect(exchange.faults[0]).toBeUndefined();
  });
};

const largeAttacks = () => {
  it.each(ATTACKS.map((attack) => [attack.name, attack] as const))(
    '%s',
    async (_name, attack) => {
      const exchange = await AttackedExchange.start({ levels: 5_000, trades: 20_000 });
      onTestFinished(() => exchange.stop());
      const size = attack.size.largest ?? attack.size.large;
      const attacker = new AttackProcess(attack, exchange.target, size, CAMPAIGN_MS);
      onTestFinished(() => attacker.end());
      let isOver = false;
      const seen = attacker.seen.finally(() => {
        isOver = true;
      });
      const [{ sent }] = await Promise.all([seen, trade(exchange.honest, () => isOver)]);
      await trade(exchange.honest, () => true);
      await exchange.honest.listen();
      await exchange.honest.logIn();
      await checkHealth(exchange);
      expect(exchange.faults[0]).toBeUndefined();
      expect(exchange.memory.most).toBeLessThan(MAX_BYTES);
      expect(sent).toBeGreaterThan(0);
    },
    10 * CAMPAIGN_MS,
  );
};

if (IS_CAMPAIGN) describe('a large attack: the exchange lives and an honest party trades', largeAttacks);
else describe('a small attack: the exchange lives and an honest party trades', smallAttacks);

import { setTimeout as sleep } from 'node:timers/promises';
import { Code, ConnectError } from '@connectrpc/connect';
import { build } from 'hdr-histogram-js';
import { ATTACKS } from '../attacks/all-attacks.ts';
import type { Attack } from '../attacks/attack.ts';
import { AttackProcess } from '../attacks/attack-process.ts';
import { AttackedExchange } from '../attacks/attacked-exchange.ts';
import { printAims, round } from './load/measurements.ts';

/*
 * Measures the effect of each attack on an honest party that places and cancels orders at a steady pace, by calls and on an
 * order-entry stream. Every attack has its own exchange, and is compared with the time before it in the same process: on a busy
 * machine, ratios are reliable and milliseconds are not. The time of an order counts from its scheduled time.
 * `npm run bench:fairness -- [ATTACK ... | all]`
 */

/** The worst that one client does: the largest books, logins, resumes, full order-entry streams, malformed frames. */
const WORST = ['deep-book-readers', 'login-flood', 'resumes', 'full-order-entry', 'malformed-frames'];
const MAX_RATIO = 1.5;
const WARM_UP_MS = 500;
const CALM_MS = 2_500;
const ATTACK_MS = 3_500;
/** An order without an answer after this time counts with its time so far. */
const GRACE_MS = 1_000;
/** Calls and stream each send an order and its cancel in every interval. */
const INTERVAL_MS = 10;
const MAX_UNANSWERED = 200;
const SIZE = { levels: 5_000, trades: 10_000 };
const MEBIBYTE = 1_048_576;

interface Pace {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly refused: number;
  readonly unanswered: number;
}

/** Sends at a steady pace, without waiting for earlier answers. */
async function trade(placeAndCancel: () => Promise<void>, durationMs: number): Promise<Pace> {
  const histogram = build({ lowestDiscernibleValue: 1, highestTrackableValue: 600_000_000 });
  const open = new Set<number>();
  const startMs = performance.now();
  let answered = 0;
  let refused = 0;
  const record = (dueMs: number) =>
    histogram.recordValue(Math.max(1, Math.round((performance.now() - dueMs) * 1_000)));
  const one = async (dueMs: number) => {
    open.add(dueMs);
    try {
      await placeAndCancel();
      answered += 2;
    } catch (error) {
      if (ConnectError.from(error).code !== Code.Canceled) refused += 1;
    }
    if (open.delete(dueMs)) record(dueMs);
  };
  for (let dueMs = startMs; dueMs < startMs + durationMs; dueMs += INTERVAL_MS) {
    await sleep(Math.max(0, dueMs - performance.now()));
    if (open.size < MAX_UNANSWERED) void one(dueMs);
    else open.add(dueMs);
  }
  const perSecond = (answered / durationMs) * 1_000;
  for (let waitedMs = 0; open.size > 0 && waitedMs < GRACE_MS; waitedMs += 10) await sleep(10);
  for (const dueMs of open) record(dueMs);
  const result = {
    perSecond,
    p50: histogram.getValueAtPercentile(50) / 1_000,
    p99: histogram.getValueAtPercentile(99) / 1_000,
    refused,
    unanswered: open.size,
  };
  open.clear();
  return result;
}

function tradeBoth({ honest }: AttackedExchange, durationMs: number): Promise<[Pace, Pace]> {
  return Promise.all([
    trade(() => honest.placeAndCancel(), durationMs),
    trade(() => honest.placeAndCancelOnStream(), durationMs),
  ]);
}

async function suffer(attack: Attack) {
  const exchange = await AttackedExchange.start(SIZE);
  await tradeBoth(exchange, WARM_UP_MS);
  const calm = await tradeBoth(exchange, CALM_MS);
  const attacker = new AttackProcess(attack, exchange.target, attack.size.large, ATTACK_MS);
  const login = timed(() => exchange.honest.logIn());
  const listen = timed(() => exchange.honest.listen());
  const attacked = await tradeBoth(exchange, ATTACK_MS);
  const [loginMs, listenMs] = await Promise.all([orNever(login), orNever(listen)]);
  const survived = !exchange.server.hasEnded;
  const memory = survived ? exchange.memory : { now: 0, most: 0 };
  const seen = await Promise.race([attacker.seen, sleep(3 * GRACE_MS)]);
  attacker.end();
  await exchange.stop();
  return { calm, attacked, loginMs, listenMs, memory, survived, seen };
}

/** Duration of a task; NaN if it was refused. */
async function timed(task: () => Promise<void>): Promise<number> {
  await sleep(ATTACK_MS / 2);
  const startMs = performance.now();
  return task().then(
    () => performance.now() - startMs,
    () => Number.NaN,
  );
}

function orNever(durationMs: Promise<number>): Promise<number> {
  return Promise.race([durationMs, sleep(GRACE_MS).then(() => Number.POSITIVE_INFINITY)]);
}

type Suffered = Awaited<ReturnType<typeof suffer>>;

/** Of calls and stream, the one that suffers more. */
function worstRatio({ calm, attacked }: Suffered, of: (pace: Pace) => number): number {
  return Math.max(...calm.map((pace, i) => of(attacked[i] ?? pace) / of(pace)));
}

function row(suffered: Suffered) {
  const { calm, attacked, loginMs, listenMs, memory, survived } = suffered;
  const sum = (paces: readonly Pace[], of: (pace: Pace) => number) =>
    paces.reduce((total, pace) => total + of(pace), 0);
  const worst = (of: (pace: Pace) => number) => Math.max(...attacked.map(of));
  const before = sum(calm, ({ perSecond }) => perSecond);
  const perSecond = sum(attacked, ({ perSecond }) => perSecond);
  return {
    'orders/s': Math.round(perSecond),
    '÷ calm': round(perSecond / before, 2),
    'p50 ms': round(
      worst(({ p50 }) => p50),
      1,
    ),
    '÷ calm ': round(
      worstRatio(suffered, ({ p50 }) => p50),
      1,
    ),
    'p99 ms': round(
      worst(({ p99 }) => p99),
      1,
    ),
    '÷ calm  ': round(
      worstRatio(suffered, ({ p99 }) => p99),
      1,
    ),
    refused: sum(attacked, ({ refused }) => refused),
    unanswered: sum(attacked, ({ unanswered }) => unanswered),
    'login ms': Math.round(loginMs),
    'streams ms': Math.round(listenMs),
    'MB at end': Math.round(memory.now / MEBIBYTE),
    'most MB': Math.round(memory.most / MEBIBYTE),
    survived,
  };
}

const names = process.argv.length > 2 ? process.argv.slice(2) : WORST;
const chosen = names.includes('all') ? ATTACKS : ATTACKS.filter(({ name }) => names.includes(name));
if (chosen.length === 0) throw new Error(`attacks are: ${ATTACKS.map(({ name }) => name).join(', ')}`);
const table: Record<string, ReturnType<typeof row>> = {};
const p99Ratios: [string, number, string][] = [];
for (const attack of chosen) {
  const suffered = await suffer(attack);
  table[attack.name] = row(suffered);
  const ratio = worstRatio(suffered, ({ p99 }) => p99);
  p99Ratios.push([`p99 of orders during ${attack.name} ÷ before`, ratio, `≤ ${MAX_RATIO}`]);
  console.log(`${attack.name}: ${attack.what}\n  ${JSON.stringify(suffered.seen ?? 'no report')}`);
}
console.table(table);
printAims(p99Ratios);
process.exit(0);

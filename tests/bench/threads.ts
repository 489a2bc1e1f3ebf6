import { BenchExchange } from './load/bench-exchange.ts';
import { LoadProcess } from './load/load-process.ts';
import { median, round } from './load/measurements.ts';
import { entryMessage, ORDER_ENTRY, orderMessages, PLACE_ORDER } from './load/orders.ts';
import { pinAlone } from './load/pinning.ts';
import type { Job } from './processes/load.ts';

/*
 * What each thread would allow if it had a core for itself, on a machine that has only two. There are two gateways, and all orders go
 * to one of them, so the other one shows what it costs to follow. Each thread in turn has a core alone, and everything else shares the
 * other core. Its processor time per order then says how many orders a second it can take part in. From these come the rates that
 * more cores would bring.
 */

const ROUNDS = 3;
/** Each run has a connection of its own, and the system chooses its gateway. */
const MAX_RUNS = 40;
const WARM = { warmMs: 0, measureMs: 4_000 };
const TIMES = { warmMs: 200, measureMs: 1_000 };
const PINNED = 'gateway 1';
const OTHER = 'gateway 2';
const GATEWAYS = [1, 2, 4, 8];

const exchange = await BenchExchange.start({ GATEWAYS: '2' });
const client = new LoadProcess();
const { server, token, instrumentId } = exchange;
const load = { ...TIMES, url: server.url, serverPid: server.pid, token, connections: 1 } as const;
const jobs = {
  PlaceOrder: {
    ...load,
    ...{ kind: 'unary', path: PLACE_ORDER, inFlight: 64, messages: orderMessages(instrumentId) },
  },
  'order-entry stream': {
    ...load,
    ...{ kind: 'order entry', path: ORDER_ENTRY, inFlight: 1_024, perFrame: 32 },
    messages: [entryMessage(instrumentId, 32)],
  },
} satisfies Record<string, Job>;

for (const [name, job] of Object.entries(jobs)) {
  await client.run({ ...job, ...WARM });
  await report(name, job);
}
client.end();
await exchange.stop();

async function report(name: string, job: Job): Promise<void> {
  const { serving, following } = await gatewayTimes(job);
  const core = median(await timesOf('core', job));
  const commit = median(await timesOf('commit', job));
  const microseconds = {
    'gateway that serves it': serving,
    'gateway that follows': following,
    core,
    commit,
  };
  console.log(`${name}: processor time of an order, µs`);
  for (const [thread, us] of Object.entries(microseconds))
    console.log(`  ${thread.padEnd(24)} ${round(us, 2)}`);
  console.log('orders a second that it allows, in thousands');
  for (const [thread, us] of [
    ...GATEWAYS.map((count) => [`${count} gateways`, following + (serving - following) / count] as const),
    ...Object.entries({ core, commit }),
  ]) {
    console.log(`  ${thread.padEnd(24)} ${Math.round(1_000 / us)}`);
  }
}

/** Microseconds of an order on the gateway that serves it, and on another one, which only follows. */
async function gatewayTimes(job: Job): Promise<{ serving: number; following: number }> {
  const [serving, following]: [number[], number[]] = [[], []];
  pinAlone(PINNED, [server.pid, client.pid]);
  for (let run = 0; Math.min(serving.length, following.length) < ROUNDS; run += 1) {
    if (run === MAX_RUNS) throw new Error('all connections went to one gateway');
    const { cpuUs } = await client.run(job);
    const [own = 0, others = 0] = [cpuUs[PINNED], cpuUs[OTHER]];
    (own > others ? serving : following).push(own);
  }
  return { serving: median(serving), following: median(following) };
}

/** Microseconds of an order on a thread. */
async function timesOf(thread: string, job: Job): Promise<number[]> {
  pinAlone(thread, [server.pid, client.pid]);
  const times: number[] = [];
  while (times.length < ROUNDS) times.push((await client.run(job)).cpuUs[thread] ?? Number.NaN);
  return times;
}

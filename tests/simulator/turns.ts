import { administer } from './administrator.ts';
import { describeCommands } from './describe-command.ts';
import { Call } from './ledger.ts';
import type { Weighted } from './random.ts';
import type { Simulation } from './simulation.ts';

/** One thing that can happen next. */
interface Turn {
  readonly name: string;
  readonly weight: number;
  /** What goes wrong in some simulations often, in others never. */
  readonly isFault?: boolean;
  /** Says more of it; undefined when it cannot happen now. */
  run(simulation: Simulation): Promise<string | undefined> | string | undefined;
}

const DAY_MS = 86_400_000;
const DAY_NS = 86_400_000_000_000n;

const TURNS: readonly Turn[] = [
  {
    name: 'a client sends',
    weight: 30,
    run({ random, clients, network, mostCommands }) {
      const client = random.pick(clients);
      const count = random.chance(75) ? 1 : random.integer(2, mostCommands);
      const commands = Array.from({ length: count }, () => client.think(random));
      network.send(client, new Call(commands));
      return describeCommands(commands);
    },
  },
  {
    name: 'an administrator sends',
    weight: 5,
    run({ random, administrator, network }) {
      const command = administer(random);
      network.send(administrator, new Call([command]));
      return describeCommands([command]);
    },
  },
  {
    name: 'a client sends again what was not answered',
    weight: 10,
    run({ random, clients, network }) {
      const client = random.pick(clients);
      const command = random.take(client.unanswered);
      if (command === undefined) return undefined;
      network.send(client, new Call([command]));
      return describeCommands([command]);
    },
  },
  {
    name: 'a request arrives',
    weight: 40,
    async run(simulation) {
      const request = simulation.random.take(simulation.network.requests);
      if (request === undefined) return undefined;
      await simulation.deliver(request);
      return describeCommands(request.call.commands);
    },
  },
  {
    name: 'an answer arrives',
    weight: 30,
    run({ random, network }) {
      const request = random.take(network.answers);
      if (request === undefined) return undefined;
      request.client.told(request.call.replies ?? []);
      return '';
    },
  },
  {
    name: 'a client loses its connection',
    weight: 2,
    isFault: true,
    run({ random, clients, network }) {
      // Rather one whose request is inside: it may be waiting there.
      const inside = random.chance(50) ? random.maybe([...network.inside]) : undefined;
      const client = inside?.client ?? random.pick(clients);
      network.cut(client, random);
      return `party ${client.partyNumber}`;
    },
  },
  {
    name: 'the event loop turns',
    weight: 30,
    async run(simulation) {
      await simulation.pass(0);
      return '';
    },
  },
  {
    name: 'time passes',
    weight: 6,
    async run(simulation) {
      const milliseconds = simulation.random.pick([1, 5, 20, 60, 1_100]);
      await simulation.pass(milliseconds);
      return `${milliseconds} ms`;
    },
  },
  {
    name: 'an administrator advances the clock',
    weight: 4,
    run({ random, clients, network, isClockManual }) {
      if (!isClockManual) return undefined;
      const client = random.pick(clients);
      const durationNs = random.pick([0n, 1n, 1_000_000_000n, 3_600_000_000_000n, 101n * DAY_NS]);
      const command = { kind: 'advanceClock', partyNumber: client.partyNumber, to: { durationNs } } as const;
      network.send(client, new Call([command]));
      return describeCommands([command]);
    },
  },
  {
    name: 'the wall clock is set',
    weight: 1,
    isFault: true,
    run(simulation) {
      const changeMs = simulation.random.pick([-DAY_MS, -3_000, -10, 10, 3_000, DAY_MS]);
      simulation.setWallClock(changeMs);
      return `by ${changeMs} ms`;
    },
  },
  {
    name: 'the disk has synced',
    weight: 25,
    run(simulation) {
      if (!simulation.disk.isSyncing) return undefined;
      simulation.sync('synced');
      return '';
    },
  },
  {
    name: 'a sync fails',
    weight: 2,
    isFault: true,
    run(simulation) {
      if (!simulation.disk.isSyncing) return undefined;
      simulation.sync('failed');
      return '';
    },
  },
  {
    name: 'nobody can tell how a sync ended',
    weight: 1,
    isFault: true,
    run(simulation) {
      if (!simulation.disk.isSyncing) return undefined;
      simulation.sync('unknown');
      return '';
    },
  },
  {
    name: 'the disk is full',
    weight: 1,
    isFault: true,
    run({ disk }) {
      if (disk.isFull) return undefined;
      disk.isFull = true;
      return '';
    },
  },
  {
    name: 'the disk has room again',
    weight: 10,
    run({ disk }) {
      if (!disk.isFull) return undefined;
      disk.isFull = false;
      return '';
    },
  },
  {
    name: 'the machine crashes',
    weight: 2,
    isFault: true,
    async run(simulation) {
      if (!simulation.isRunning) return undefined;
      const { random } = simulation;
      const kept = random.pick(['nothing', 'all', 'part'] as const);
      await simulation.crash(kept === 'part' ? { kept, bytes: random.integer(0, 2_000) } : { kept });
      return `${kept} of what was not synced is there`;
    },
  },
  {
    name: 'the exchange is stopped',
    weight: 1,
    isFault: true,
    run(simulation) {
      if (!simulation.isRunning) return undefined;
      simulation.stop();
      return '';
    },
  },
  {
    name: 'the exchange starts',
    weight: 20,
    async run(simulation) {
      if (simulation.isRunning) return undefined;
      await simulation.start();
      return '';
    },
  },
  {
    name: 'the exchange starts on a damaged disk',
    weight: 2,
    isFault: true,
    async run(simulation) {
      const { isRunning, disk } = simulation;
      // A batch that no record counts yet may go: nobody was told of it.
      if (isRunning || disk.tail === 0 || disk.frames.at(-1)?.lastSequence !== disk.tail) return undefined;
      await simulation.startDamaged();
      return simulation.isRunning ? 'a snapshot has what was lost' : 'it noticed';
    },
  },
  {
    name: 'a snapshot is taken',
    weight: 1,
    isFault: true,
    run(simulation) {
      if (!simulation.isRunning) return undefined;
      simulation.takeSnapshot();
      return '';
    },
  },
  {
    name: 'the newest snapshot is damaged',
    weight: 1,
    isFault: true,
    run(simulation) {
      if (simulation.random.chance(70)) return undefined;
      simulation.damageSnapshot();
      return '';
    },
  },
  {
    name: 'a reader comes',
    weight: 12,
    run(simulation) {
      if (!simulation.isRunning) return undefined;
      const reader = simulation.random.maybe(simulation.readers.filter(({ isConnected }) => !isConnected));
      if (reader === undefined) return undefined;
      simulation.connect(reader);
      return reader.name;
    },
  },
  {
    name: 'a reader reads',
    weight: 30,
    run({ random, readers }) {
      const ready = readers.filter(({ isConnected, isWaiting }) => isConnected && !isWaiting);
      const reader = random.maybe(ready);
      reader?.read();
      return reader?.name;
    },
  },
  {
    name: 'a reader loses its connection',
    weight: 3,
    isFault: true,
    run({ random, readers }) {
      const reader = random.maybe(readers.filter(({ isConnected }) => isConnected));
      reader?.cut();
      return reader?.name;
    },
  },
  {
    name: 'all is compared',
    weight: 5,
    run(simulation) {
      simulation.check();
      return '';
    },
  },
];

/** How often each turn is drawn in one simulation: each kind of fault is frequent in some and absent in others. */
export function drawTurns({ random }: Simulation): readonly Weighted<Turn>[] {
  return TURNS.map((turn) => ({
    weight: turn.isFault === true ? turn.weight * random.pick([0, 1, 4]) : turn.weight,
    value: turn,
  }));
}

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { ConnectError } from '@connectrpc/connect';
import { ErrorInfoSchema } from '../../gen/google/rpc/error_details_pb.ts';
import { OrderType, Side } from '../../gen/redleaf/v1/order_pb.ts';
import type { OrderCommandSchema } from '../../gen/redleaf/v1/order_service_pb.ts';
import { type Clients, connect, withToken } from '../faults/clients.ts';
import { ServerProcess } from '../faults/server-process.ts';
import { multicastSettings } from '../multicast/multicast-settings.ts';
import type { Target } from './attacker.ts';
import { HonestParty } from './honest-party.ts';

const ADMIN = { ADMIN_ID: 'boss', ADMIN_PASSWORD: 'boss-password' };
const HONEST = { partyId: 'honest', password: 'honest-password' };
/** Five parties, because the largest sweep needs 500,000 open orders and a party may have 100,000. */
const ATTACKERS = ['mallory', 'mallet', 'marvin', 'molly', 'morgan'];
const INSTRUMENT = 1;
const QUIET_INSTRUMENT = 2;
const COMMANDS_PER_FRAME = 1_000;

/** Price at which honest parties trade, better than every order in the deep book. */
const TOUCH = 1_000_000n;

interface Size {
  /** Levels of each side of the book. */
  readonly levels: number;
  /** Existing trades, to list and to resume from. */
  readonly trades: number;
}

type Command = MessageInitShape<typeof OrderCommandSchema>;

/** A real exchange in its own process, with a deep book, an honest party, and parties of an attacker. */
export class AttackedExchange {
  readonly target: Target;
  readonly honest: HonestParty;
  readonly server: ServerProcess;
  readonly #dataDir: string;

  private constructor(server: ServerProcess, dataDir: string, target: Target, honest: HonestParty) {
    this.server = server;
    this.#dataDir = dataDir;
    this.target = target;
    this.honest = honest;
  }

  static async start(size: Size, settings: Readonly<Record<string, string>> = {}): Promise<AttackedExchange> {
    const dataDir = mkdtempSync(join(tmpdir(), 'redleaf-attacked-'));
    const server = await ServerProcess.start(dataDir, 0, {
      ...ADMIN,
      ...(await multicastSettings()),
      WRITERS: 'multicast',
      GATEWAYS: '1',
      LOG_DIR: join(dataDir, 'log'),
      // The honest party logs in again during every attack.
      MAX_SESSIONS_PER_PARTY: '1000',
      ...settings,
    });
    const clients = connect(server.url);
    const admin = await logIn(clients, ADMIN.ADMIN_ID, ADMIN.ADMIN_PASSWORD);
    for (const instrumentId of [INSTRUMENT, QUIET_INSTRUMENT]) {
      await clients.admin.createInstrument({ instrumentId, symbol: `I${instrumentId}` }, withToken(admin));
    }
    const tokens: string[] = [];
    for (const partyId of ATTACKERS) {
      const party = { partyId, password: `${partyId}-password` };
      await clients.admin.createParty(party, withToken(admin));
      tokens.push(await logIn(clients, partyId, party.password));
    }
    await clients.admin.createParty(HONEST, withToken(admin));
    const honest = await HonestParty.enter(server.url, { ...HONEST, instrumentId: INSTRUMENT, price: TOUCH });
    await fill(clients, admin, size);
    const target = {
      url: server.url,
      instrumentId: INSTRUMENT,
      quietInstrumentId: QUIET_INSTRUMENT,
      tokens,
      victimId: HONEST.partyId,
      multicastSession: await multicastSession(clients),
    };
    return new AttackedExchange(server, dataDir, target, honest);
  }

  /** Resident memory of the server in bytes, now and at its peak. Linux only. */
  get memory(): { readonly now: number; readonly most: number } {
    const status = readFileSync(`/proc/${this.server.pid}/status`, 'utf8');
    const of = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1_024;
    return { now: of('VmRSS'), most: of('VmHWM') };
  }

  /** Error lines in the log of the exchange. */
  get faults(): readonly string[] {
    const directory = join(this.#dataDir, 'log');
    const lines = readdirSync(directory).flatMap((name) =>
      readFileSync(join(directory, name), 'utf8').split('\n'),
    );
    // The server logs only errors and worse.
    return lines.filter((line) => line !== '');
  }

  async stop(): Promise<void> {
    await this.server.end('SIGKILL');
    rmSync(this.#dataDir, { recursive: true, force: true });
  }
}

async function logIn({ session }: Clients, partyId: string, password: string): Promise<string> {
  return (await session.login({ partyId, password })).token;
}

async function fill({ orders }: Clients, token: string, { levels, trades }: Size): Promise<void> {
  const commands: Command[] = [];
  const place = (instrumentId: number, side: Side, price: bigint) => {
    const value = { instrumentId, side, orderType: OrderType.LIMIT, price, quantity: 10n };
    commands.push({ command: { case: 'place', value } });
  };
  for (let level = 1n; level <= levels; level += 1n) {
    place(INSTRUMENT, Side.BUY, TOUCH - level);
    place(INSTRUMENT, Side.SELL, TOUCH + level);
  }
  for (let trade = 0; trade < trades; trade += 1) {
    place(QUIET_INSTRUMENT, Side.BUY, 100n);
    place(QUIET_INSTRUMENT, Side.SELL, 100n);
  }
  const frames = async function* () {
    for (let start = 0; start < commands.length; start += COMMANDS_PER_FRAME) {
      yield { commands: commands.slice(start, start + COMMANDS_PER_FRAME) };
    }
  };
  for await (const { results } of orders.orderEntry(frames(), withToken(token))) {
    const wrong = results.find(({ result }) => result.case !== 'placed');
    if (wrong !== undefined) throw new Error(`the book could not be filled: ${wrong.result.case}`);
  }
}

/** Reads the session from the error for a wrong one. */
async function multicastSession({ marketData }: Clients): Promise<string> {
  for (;;) {
    const error = await marketData
      .replayMulticast({ session: 'unknown', firstSequence: 1n, lastSequence: 1n })
      .then(() => undefined, ConnectError.from);
    const session = error?.findDetails(ErrorInfoSchema)[0]?.metadata['session'];
    if (session !== undefined && session !== '') return session;
  }
}

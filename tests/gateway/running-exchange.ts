import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient, type Transport } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { AdminService } from '../../gen/redleaf/v1/admin_service_pb.ts';
import { OrderType, type Side } from '../../gen/redleaf/v1/order_pb.ts';
import { OrderService, type PlaceOrderResponse } from '../../gen/redleaf/v1/order_service_pb.ts';
import { SessionService } from '../../gen/redleaf/v1/session_service_pb.ts';
import { type RunningExchange, startExchange } from '../../src/main.ts';
import { loadConfig } from '../../src/settings/config.ts';

export const PASSWORD = 'correct horse';

/** A real exchange on its own folder, with an administrator and two parties. */
export class ExchangeUnderTest {
  readonly dataDir: string;
  readonly running: RunningExchange;
  readonly transport: Transport;
  readonly admin: Client<typeof AdminService>;
  /** Headers with each party's token. */
  readonly headers: Readonly<Record<'admin' | 'alice' | 'bob', { readonly authorization: string }>>;

  private constructor(dataDir: string, running: RunningExchange, headers: ExchangeUnderTest['headers']) {
    this.dataDir = dataDir;
    this.running = running;
    this.headers = headers;
    this.transport = transportTo(running);
    this.admin = createClient(AdminService, this.transport);
  }

  static async start(
    overrides: Readonly<Record<string, string>> = {},
    options: Parameters<typeof startExchange>[1] = {},
  ): Promise<ExchangeUnderTest> {
    const dataDir = mkdtempSync(join(tmpdir(), 'redleaf-rpc-'));
    const removeDataDir = () => rmSync(dataDir, { recursive: true, force: true });
    const running = await startExchange(
      loadConfig(
        {
          PORT: '0',
          GATEWAYS: '0',
          DATA_DIR: dataDir,
          ADMIN_ID: 'admin',
          ADMIN_PASSWORD: PASSWORD,
          LOG_LEVEL: 'silent',
          ...overrides,
        },
        {},
      ),
      options,
    ).catch((error: unknown) => {
      removeDataDir();
      throw error;
    });
    const transport = transportTo(running);
    const admin = await login(transport, 'admin');
    for (const partyId of ['alice', 'bob']) {
      await createClient(AdminService, transport).createParty(
        { partyId, password: PASSWORD },
        { headers: admin },
      );
    }
    const alice = await login(transport, 'alice');
    const bob = await login(transport, 'bob');
    return new ExchangeUnderTest(dataDir, running, { admin, alice, bob });
  }

  get url(): string {
    return this.running.url;
  }

  /** Creates an instrument, and returns its id. */
  async createInstrument(
    symbol: string,
    bounds: Parameters<Client<typeof AdminService>['createInstrument']>[0] = {},
  ): Promise<number> {
    const { instrument } = await this.admin.createInstrument(
      { symbol, ...bounds },
      { headers: this.headers.admin },
    );
    if (instrument === undefined) throw new Error('no instrument was created');
    return instrument.instrumentId;
  }

  /** Places a limit order for one of the parties. */
  placeLimit(
    party: 'alice' | 'bob',
    order: {
      readonly instrumentId: number;
      readonly side: Side;
      readonly price: bigint;
      readonly quantity: bigint;
    },
  ): Promise<PlaceOrderResponse> {
    const request = { ...order, orderType: OrderType.LIMIT };
    return createClient(OrderService, this.transport).placeOrder(request, { headers: this.headers[party] });
  }

  async stop(): Promise<void> {
    await this.running.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

/** In clear text, which an exchange with a certificate takes from this machine too. */
function transportTo({ url }: RunningExchange): Transport {
  return createConnectTransport({ baseUrl: url.replace('https:', 'http:'), httpVersion: '1.1' });
}

async function login(transport: Transport, partyId: string): Promise<{ authorization: string }> {
  const { token } = await createClient(SessionService, transport).login({ partyId, password: PASSWORD });
  return { authorization: `Bearer ${token}` };
}

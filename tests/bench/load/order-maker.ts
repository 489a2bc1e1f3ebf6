import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { OrderType, Side } from '../../../gen/redleaf/v1/order_pb.ts';
import {
  OrderEntryRequestSchema,
  OrderEntryResponseSchema,
} from '../../../gen/redleaf/v1/order_service_pb.ts';
import { envelope } from '../../attacks/attacker.ts';
import { Envelopes } from './envelopes.ts';
import { ORDER_ENTRY } from './orders.ts';
import { RawConnection } from './raw-connection.ts';

const PRICE = 10_000;

interface Account {
  readonly url: string;
  readonly token: string;
  readonly instrumentId: number;
}

/** Changes the book by orders on an order-entry stream: levels come in one turn and are traded away in the next. */
export class OrderMaker {
  readonly #connection: RawConnection;
  readonly #instrumentId: number;
  #turns = 0;
  #answered: PromiseWithResolvers<number> = Promise.withResolvers();

  private constructor(connection: RawConnection, instrumentId: number) {
    this.#connection = connection;
    this.#instrumentId = instrumentId;
  }

  static async open({ url, token, instrumentId }: Account): Promise<OrderMaker> {
    const answers = new Envelopes((bytes) => maker.#read(bytes));
    const fail = (error: Error) => maker.#answered.reject(error);
    const connection = await RawConnection.open({
      url,
      path: ORDER_ENTRY,
      headers: { authorization: `Bearer ${token}` },
      events: {
        data: (_, bytes) => answers.push(bytes),
        ended: () => fail(new Error('the server has ended the order-entry stream')),
        failed: fail,
      },
    });
    connection.openStream();
    const maker = new OrderMaker(connection, instrumentId);
    return maker;
  }

  /**
   * Changes a number of levels in one commit.
   *
   * @returns the sequence after all of them.
   */
  async change(levels: number): Promise<number> {
    const side = this.#turns % 2 === 0 ? Side.BUY : Side.SELL;
    this.#turns += 1;
    this.#answered = Promise.withResolvers();
    this.#connection.send([this.#frame(side, levels)]);
    return this.#answered.promise;
  }

  close(): void {
    this.#connection.close();
  }

  #frame(side: Side, levels: number): Buffer {
    const commands = Array.from({ length: levels }, (_, index) => {
      const value = {
        instrumentId: this.#instrumentId,
        ...{ side, orderType: OrderType.LIMIT, price: BigInt(PRICE - index), quantity: 10n },
      };
      return { command: { case: 'place' as const, value } };
    });
    return envelope(toBinary(OrderEntryRequestSchema, create(OrderEntryRequestSchema, { commands })));
  }

  #read(bytes: Buffer): void {
    const result = fromBinary(OrderEntryResponseSchema, bytes).results.at(-1)?.result;
    if (result?.case === 'placed') this.#answered.resolve(Number(result.value.sequence));
    else this.#answered.reject(new Error(`an order was not placed: ${result?.case}`));
  }
}

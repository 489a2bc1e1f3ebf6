import { Side } from '../../../gen/redleaf/v1/order_pb.ts';
import { toMinorUnits } from '../decimal.ts';
import { UsageError } from '../usage-error.ts';

/** Prices of the format are in ten-thousandths of a dollar, and US stocks trade in whole cents. */
export const LOBSTER_PRICE_SCALE = 4;
export const LOBSTER_TICK_SIZE = 100n;

interface Timed {
  /** Nanoseconds since the beginning of the day. */
  readonly timeNs: bigint;
  /** The order that the message is about. */
  readonly order: string;
}

/** A new order. */
interface NewOrder extends Timed {
  readonly kind: 'new';
  readonly side: Side;
  readonly price: bigint;
  readonly quantity: bigint;
}

/** The order is made smaller: `quantity` is its new total. */
interface Reduction extends Timed {
  readonly kind: 'reduce';
  readonly quantity: bigint;
}

interface Deletion extends Timed {
  readonly kind: 'delete';
}

/** Someone trades with the order: an order on `side`, the other one, at its price. */
export interface Execution extends Timed {
  readonly kind: 'execute';
  readonly side: Side;
  readonly price: bigint;
  readonly quantity: bigint;
}

export type ReplayMessage = NewOrder | Reduction | Deletion | Execution;

/** What a line asks for; `unknown` is about an order from before the file, `skipped` is not for the visible book. */
export type LobsterLine = ReplayMessage | { readonly kind: 'unknown' } | { readonly kind: 'skipped' };

/** Reads messages in the format of LOBSTER (`time,type,order,size,price,direction`), in their order. */
export class LobsterReader {
  /** What is left of each order by its partial cancellations alone: its total quantity. */
  readonly #quantities = new Map<string, bigint>();
  #lineNumber = 0;

  /** @throws UsageError when the line is not of the format. */
  read(line: string): LobsterLine {
    this.#lineNumber += 1;
    const [time = '', type = '', order = '', size = '', price = '', direction = ''] = line.split(',');
    const timeNs = this.#timeNs(time);
    switch (type) {
      case '1': {
        const quantity = this.#whole(size);
        this.#quantities.set(order, quantity);
        return {
          kind: 'new',
          timeNs,
          order,
          side: this.#side(direction),
          price: this.#whole(price),
          quantity,
        };
      }
      case '2': {
        const before = this.#quantities.get(order);
        if (before === undefined) return { kind: 'unknown' };
        const quantity = before - this.#whole(size);
        this.#quantities.set(order, quantity);
        // No order has a total of nothing: it is gone.
        return quantity > 0n
          ? { kind: 'reduce', timeNs, order, quantity }
          : { kind: 'delete', timeNs, order };
      }
      case '3':
        return this.#quantities.has(order) ? { kind: 'delete', timeNs, order } : { kind: 'unknown' };
      case '4': {
        if (!this.#quantities.has(order)) return { kind: 'unknown' };
        const side = this.#side(direction) === Side.BUY ? Side.SELL : Side.BUY;
        const quantity = this.#whole(size);
        return { kind: 'execute', timeNs, order, side, price: this.#whole(price), quantity };
      }
      // Executions of hidden orders, crosses and halts.
      case '5':
      case '6':
      case '7':
        return { kind: 'skipped' };
      default:
        throw this.#wrong(`type '${type}'`);
    }
  }

  #timeNs(text: string): bigint {
    const [seconds = '', fraction = ''] = text.split('.');
    if (!/^\d+$/.test(seconds) || !/^\d{0,12}$/.test(fraction)) throw this.#wrong(`time '${text}'`);
    return toMinorUnits(`${seconds}.${fraction.slice(0, 9).padEnd(9, '0')}`, 9, 'time');
  }

  #whole(text: string): bigint {
    if (!/^\d{1,18}$/.test(text)) throw this.#wrong(`number '${text}'`);
    return BigInt(text);
  }

  #side(direction: string): Side {
    if (direction === '1') return Side.BUY;
    if (direction === '-1') return Side.SELL;
    throw this.#wrong(`direction '${direction}'`);
  }

  #wrong(what: string): UsageError {
    return new UsageError(`line ${this.#lineNumber} is not a LOBSTER message: ${what}`);
  }
}

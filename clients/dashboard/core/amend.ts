import type { Instrument } from '../../../gen/redleaf/v1/instrument_pb.ts';
import type { Order } from '../../../gen/redleaf/v1/order_pb.ts';
import type { Amendment } from './order-desk.ts';
import { checkTicket, EMPTY_TICKET, type TicketForm, type TicketProblems } from './ticket.ts';

/** Price and total quantity of an order that is amended, as they were typed. */
export type AmendForm = Pick<TicketForm, 'price' | 'quantity'>;

export type CheckedAmend =
  | { readonly change: Amendment; readonly problems?: undefined }
  | { readonly problems: TicketProblems };

/** What differs from the order, or what is wrong with each field, before anything is sent. */
export function checkAmend(order: Order, form: AmendForm, instrument: Instrument): CheckedAmend {
  const { side, orderType } = order;
  // Only the numbers change.
  const checked = checkTicket({ ...EMPTY_TICKET, side, orderType, ...form }, instrument);
  if (checked.problems !== undefined) return checked;
  const { price, quantity } = checked.order;
  return {
    change: {
      ...(price !== Number(order.price) && { price }),
      ...(quantity !== Number(order.quantity) && { quantity }),
    },
  };
}

/** What a change does to an order besides its numbers; empty when it changes nothing. */
export function consequenceOf(order: Order, { price, quantity }: Amendment): string {
  if (price === undefined && quantity === undefined) return '';
  if (quantity !== undefined && quantity <= Number(order.cumQuantity)) {
    return 'This quantity is filled already: the order closes.';
  }
  const keepsPlace = price === undefined && quantity !== undefined && quantity < Number(order.quantity);
  return keepsPlace ? 'The order keeps its place in the queue.' : 'The order goes to the end of its queue.';
}

import { z } from 'zod';

const number = z.number().int();
const time = z.string().transform(BigInt);
const order = z.object({
  type: z.literal('ORDER'),
  order_type: z.enum(['GTC', 'IOC', 'MARKET']),
  side: z.enum(['BUY', 'SELL']),
  instrument_id: number,
  price_cents: number,
  quantity: number,
  timestamp: time,
  order_id: number,
  party_id: z.string(),
  cancelled: z.boolean(),
  filled_quantity: number,
  remaining_quantity: number,
});
/** An order that was amended in place, or imported from another exchange. */
const orderState = order.extend({ type: z.literal('ORDER_STATE') });
const trade = z.object({
  type: z.literal('TRADE'),
  instrument_id: number,
  price_cents: number,
  quantity: number,
  timestamp: time,
  maker_order_id: number,
  maker_party_id: z.string(),
  taker_order_id: number,
  taker_party_id: z.string(),
  maker_is_buyer: z.boolean(),
  maker_quantity_remaining: number,
  taker_quantity_remaining: number,
});
const cancel = z.object({ type: z.literal('CANCEL'), instrument_id: number, order_id: number });
const heartbeat = z.object({ type: z.literal('HEARTBEAT'), timestamp: time, started: time });

const place = z.object({ session: z.string(), sequence: number });
const message = z.discriminatedUnion('type', [order, orderState, trade, cancel, heartbeat]).and(place);

type MulticastMessage = z.output<typeof message>;
export type MulticastHeartbeat = Extract<MulticastMessage, { readonly type: 'HEARTBEAT' }>;
/** An event, with the field names of the datagrams. Times are nanoseconds since 1970-01-01 UTC. */
export type MulticastEvent = Exclude<MulticastMessage, { readonly type: 'HEARTBEAT' }>;

/** JavaScript's JSON numbers are not exact for these times. */
const TIME = /"(timestamp|started)":(\d+)/g;

/** Undefined for datagrams that are not from the exchange: anyone can send to a group. */
export function readDatagram(payload: Uint8Array): MulticastMessage | undefined {
  const text = Buffer.from(payload).toString();
  try {
    return message.safeParse(JSON.parse(text.replace(TIME, '"$1":"$2"'))).data;
  } catch {
    return undefined;
  }
}

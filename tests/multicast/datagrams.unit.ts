import fc from 'fast-check';
import { expect, test } from 'vitest';
import { datagramsOf, withoutParties } from '../../src/multicast/datagrams.ts';
import { everyKind, framesOf } from '../writers/write-commands.ts';

/** The names in the seed's datagrams, in their order. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  ORDER:
    'type,order_type,side,instrument_id,price_cents,quantity,timestamp,order_id,party_id,cancelled,filled_quantity,remaining_quantity'.split(
      ',',
    ),
  TRADE:
    'type,instrument_id,price_cents,quantity,timestamp,maker_order_id,maker_party_id,taker_order_id,taker_party_id,maker_is_buyer,maker_quantity_remaining,taker_quantity_remaining'.split(
      ',',
    ),
  CANCEL: ['type', 'instrument_id', 'order_id'],
};

test('are the JSON of the seed, in its order, with session and sequence at the end', async () => {
  const texts = datagramsOf((await framesOf(everyKind())).flat(), '17', 5).map(String);
  expect(texts.map((text) => JSON.parse(text).type)).toEqual([
    ...['ORDER', 'ORDER'],
    ...['ORDER', 'TRADE', 'TRADE'],
    ...['ORDER', 'TRADE'],
    ...['ORDER', 'ORDER', 'ORDER'],
    ...['CANCEL', 'ORDER'],
  ]);
  texts.forEach((text, index) => {
    const { type, session, sequence, ...rest } = JSON.parse(text);
    expect(Object.keys({ type, ...rest })).toEqual(FIELDS[type]);
    expect([session, sequence]).toEqual(['17', 5 + index]);
    expect(text).not.toMatch(/\s/);
  });
  expect(texts[2]).toBe(
    '{"type":"ORDER","order_type":"GTC","side":"BUY","instrument_id":1,"price_cents":105,"quantity":30,' +
      '"timestamp":1795348000000000008,"order_id":3,"party_id":"bob","cancelled":false,"filled_quantity":30,' +
      '"remaining_quantity":0,"session":"17","sequence":7}',
  );
  expect(texts[3]).toBe(
    '{"type":"TRADE","instrument_id":1,"price_cents":100,"quantity":20,"timestamp":1795348000000000008,' +
      '"maker_order_id":1,"maker_party_id":"alice","taker_order_id":3,"taker_party_id":"bob",' +
      '"maker_is_buyer":false,"maker_quantity_remaining":0,"taker_quantity_remaining":10,"session":"17","sequence":8}',
  );
  expect(texts[10]).toBe('{"type":"CANCEL","instrument_id":1,"order_id":6,"session":"17","sequence":15}');
});

test('have null in place of every party when none may be named, whatever parties are called', () => {
  const name = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('"party_id":"x"', '\\', '\\"', '","taker_party_id":"', 'party_id'),
  );
  fc.assert(
    fc.property(name, name, name, (party, maker, taker) => {
      const order = { type: 'ORDER', order_id: 7, party_id: party, cancelled: false };
      const trade = {
        type: 'TRADE',
        maker_party_id: maker,
        taker_order_id: 8,
        taker_party_id: taker,
        sequence: 9,
      };
      const hide = (value: object) =>
        JSON.parse(Buffer.from(withoutParties(Buffer.from(JSON.stringify(value)))).toString());
      expect(hide(order)).toEqual({ ...order, party_id: null });
      expect(hide(trade)).toEqual({ ...trade, maker_party_id: null, taker_party_id: null });
    }),
  );
});

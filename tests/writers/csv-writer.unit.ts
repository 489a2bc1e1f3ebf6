import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { WriterFrame } from '../../src/follower/writer.ts';
import { CsvWriter } from '../../src/writers/csv/csv-writer.ts';
import { everyKind, framesOf } from './write-commands.ts';

let folder: string;
let frames: readonly WriterFrame[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redleaf-csv-'));
  frames = (await framesOf(everyKind())).flat();
});
afterEach(() => rmSync(folder, { recursive: true }));

async function write(some: readonly WriterFrame[] = frames): Promise<number> {
  const writer = new CsvWriter(folder);
  await writer.open();
  await writer.write(some);
  await writer.close();
  return some.at(-1)?.sequence ?? 0;
}

function read(name: string): string[] {
  const text = readFileSync(join(folder, name), 'utf8');
  expect(text).toMatch(/\r\n$/);
  return text.slice(0, -2).split('\r\n');
}

test('writes four files for an instrument, with the cells of the seed', async () => {
  await write();
  expect(readdirSync(folder).filter((name) => name.endsWith('.csv'))).toEqual([
    'cancels_1.csv',
    'live_events_1.csv',
    'orders_1.csv',
    'trades_1.csv',
  ]);
  expect(read('orders_1.csv')).toEqual([
    'order_type,side,instrument_id,price_cents,quantity,timestamp,order_id,party_id,cancelled,filled_quantity,remaining_quantity',
    'GTC,SELL,1,100,20,1795348000000000004,1,alice,False,0,20',
    'GTC,SELL,1,105,40,1795348000000000006,2,alice,False,0,40',
    'GTC,BUY,1,105,30,1795348000000000008,3,bob,False,30,0',
    'GTC,SELL,1,100,20,1795348000000000004,1,alice,False,20,0',
    'GTC,SELL,1,105,40,1795348000000000006,2,alice,False,10,30',
    'IOC,BUY,1,105,50,1795348000000000011,4,bob,True,30,0',
    'GTC,SELL,1,105,40,1795348000000000006,2,alice,False,40,0',
    'MARKET,BUY,1,0,10,1795348000000000014,5,alice,True,0,0',
    'GTC,SELL,1,110,20,1795348000000000016,6,alice,False,0,20',
    'GTC,SELL,1,115,20,1795348000000000016,6,alice,False,0,20',
    'GTC,SELL,1,115,20,1795348000000000016,6,alice,True,0,0',
  ]);
  expect(read('trades_1.csv')).toEqual([
    'instrument_id,price_cents,quantity,timestamp,maker_order_id,maker_party_id,taker_order_id,taker_party_id,maker_is_buyer,maker_quantity_remaining,taker_quantity_remaining',
    '1,100,20,1795348000000000008,1,alice,3,bob,False,0,10',
    '1,105,10,1795348000000000008,2,alice,3,bob,False,30,0',
    '1,105,30,1795348000000000011,2,alice,4,bob,False,0,20',
  ]);
  expect(read('cancels_1.csv')).toEqual(['instrument_id,order_id,timestamp', '1,6,1795348000000000020']);
  expect(read('live_events_1.csv').slice(0, 2)).toEqual([
    'event_type,order_type,side,instrument_id,price_cents,quantity,timestamp,order_id,party_id,cancelled,filled_quantity,remaining_quantity',
    'UPS_LIVE,GTC,SELL,1,100,20,1795348000000000004,1,alice,False,0,20',
  ]);
  expect(read('live_events_1.csv')).toHaveLength(5);
});

test('no cell can become a formula', async () => {
  const bad = frames.map((frame) => ({
    ...frame,
    events: frame.events.map((event) =>
      'order' in event ? { ...event, order: { ...event.order, partyId: '=HYPERLINK("x","y")' } } : event,
    ),
  }));
  await write(bad);
  const cells = readFileSync(join(folder, 'live_events_1.csv'), 'utf8');
  expect(cells).toContain(`,"'=HYPERLINK(""x"",""y"")",`);
  expect(cells).not.toMatch(/(^|,|")=/m);
});

test('what a crash left behind the cursor is cut off: torn lines, whole rows, and a file that has no row yet', async () => {
  await write(frames.slice(0, 5));
  const before = read('orders_1.csv');
  appendFileSync(join(folder, 'orders_1.csv'), 'GTC,SELL,1,105,40,1795348000000000006,2,al');
  appendFileSync(join(folder, 'live_events_1.csv'), 'UPS_LIVE,whole,row\r\nUPS_');
  const writer = new CsvWriter(folder);
  expect((await writer.open()).sequence).toBe(7);
  expect(read('orders_1.csv')).toEqual(before);
  // The writer ignores frames before its cursor.
  await writer.write(frames);
  await writer.close();
  expect(read('orders_1.csv')).toHaveLength(12);
  expect(read('live_events_1.csv')).toHaveLength(5);
});

test('does not touch files of someone else, and says which', async () => {
  writeFileSync(join(folder, 'orders_1.csv'), 'precious');
  await expect(new CsvWriter(folder).open()).rejects.toThrow(
    /orders_1\.csv was not written by this exchange/,
  );
  expect(readFileSync(join(folder, 'orders_1.csv'), 'utf8')).toBe('precious');
});

test('says which file has lost rows, rather than leave a hole', async () => {
  await write();
  truncateSync(join(folder, 'trades_1.csv'), 10);
  await expect(new CsvWriter(folder).open()).rejects.toThrow(/trades_1\.csv has 10 bytes and must have \d+/);
});

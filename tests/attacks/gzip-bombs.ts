import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Attack } from './attack.ts';
import { callGrpc, envelope } from './attacker.ts';

/** One mebibyte of unknown fields with two bytes each, which gzip compresses to one kilobyte. */
const BOMB = envelope(gzipSync(Buffer.alloc(1_048_576 - 2, Buffer.from([0x78, 0x00]))), 1);
const HEADERS = { 'grpc-encoding': 'gzip' };
const BOMB_INTERVAL_MS = 50;

/** Each opens a stream, which keeps its request in memory. */
export const heldGzipBombs: Attack = {
  name: 'held-gzip-bombs',
  what: 'streams whose requests are 1 MiB of unknown fields, in 1 kB of gzip',
  size: { small: 8, large: 120 },
  repeats: false,
  async run(attacker, size, signal) {
    const session = attacker.open();
    for (let sent = 0; sent < size && !signal.aborted; sent += 1) {
      const stream = callGrpc(session, {
        path: '/redleaf.v1.MarketDataService/StreamTrades',
        body: BOMB,
        headers: HEADERS,
      });
      if (stream === undefined) return;
      void attacker.tally.watch(stream);
      stream.resume();
      await sleep(1);
    }
  },
};

export const gzipBombs: Attack = {
  name: 'gzip-bombs',
  what: '20 calls a second with 1 MiB of unknown fields, in 1 kB of gzip',
  size: { small: 4, large: 100 },
  repeats: true,
  async run(attacker, size, signal) {
    let session = attacker.open();
    const ends: Promise<void>[] = [];
    for (let sent = 0; sent < size && !signal.aborted; sent += 1) {
      if (session.destroyed || session.closed) session = attacker.open();
      const stream = callGrpc(session, {
        path: '/redleaf.v1.MarketDataService/GetOrderBook',
        body: BOMB,
        headers: HEADERS,
      });
      if (stream === undefined) continue;
      ends.push(attacker.tally.watch(stream));
      stream.resume();
      await sleep(BOMB_INTERVAL_MS);
    }
    session.close();
  },
};

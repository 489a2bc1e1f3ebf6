import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, vi } from 'vitest';
import { multicastSettings } from '../multicast/multicast-settings.ts';
import { type WriterTarget, writerContract } from './writer-suite.ts';
import { csvFilesIn, datagramsIn, historyIn } from './written.ts';

async function csvTarget(): Promise<WriterTarget> {
  const directory = mkdtempSync(join(tmpdir(), 'redleaf-csv-'));
  return {
    settings: { CSV_DIR: directory },
    async read() {
      return csvFilesIn(directory);
    },
    async canceledOrders() {
      const lines = csvFilesIn(directory).filter(({ name }) => name.startsWith('cancels_'));
      const rows = lines.flatMap(({ text }) => text.trimEnd().split('\r\n').slice(1));
      return rows.map((row) => Number(row.split(',')[1]));
    },
    async remove() {
      rmSync(directory, { recursive: true });
    },
  };
}

/** Listens to the datagrams. Lost ones are read from the stored datagrams. */
async function multicastTarget(): Promise<WriterTarget> {
  const settings = await multicastSettings();
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  const received: string[] = [];
  const events = () => received.filter((text) => !text.includes('"HEARTBEAT"'));
  socket.on('message', (message) => received.push(message.toString()));
  socket.bind(Number(settings.MCAST_PORT), settings.MCAST_GROUP);
  await once(socket, 'listening');
  socket.setRecvBufferSize(2 ** 21);
  socket.addMembership(settings.MCAST_GROUP, settings.MCAST_INTERFACE);
  return {
    settings,
    async read(dataDir) {
      const kept = datagramsIn(dataDir);
      // The number of received datagrams depends on the machine. Some of them show that datagrams are sent.
      const enough = kept.length * 0.25;
      await vi.waitUntil(() => new Set(events()).size > enough, { timeout: 5_000 });
      const firstSent = new Set(events());
      // Datagrams come in order, all of them are stored, and repeated ones are identical.
      expect([...firstSent]).toEqual(kept.filter((text) => firstSent.has(text)));
      expect(kept.map((text) => JSON.parse(text).sequence)).toEqual(kept.map((_, index) => index + 1));
      return kept;
    },
    async canceledOrders(dataDir) {
      const messages = datagramsIn(dataDir).map((text) => JSON.parse(text));
      return messages.filter(({ type }) => type === 'CANCEL').map(({ order_id }) => order_id);
    },
    async remove() {
      socket.close();
    },
  };
}

/** A target in the data folder itself. */
async function historyTarget(): Promise<WriterTarget> {
  return {
    settings: {},
    async read(dataDir) {
      return historyIn(dataDir);
    },
    async canceledOrders(dataDir) {
      const database = new DatabaseSync(join(dataDir, 'history.db'), { readOnly: true });
      const rows = database.prepare('SELECT order_id FROM orders WHERE canceled_quantity > 0').all();
      database.close();
      return rows.map(({ order_id }) => Number(order_id));
    },
    async remove() {},
  };
}

writerContract('csv', csvTarget);
writerContract('history', historyTarget);
writerContract('multicast', multicastTarget);

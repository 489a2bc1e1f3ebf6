import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { datagramFile } from '../../src/multicast/datagram-store.ts';
import { StoredDatagrams } from '../../src/multicast/stored-datagrams.ts';
import { verifyDataFolder } from '../../src/recovery/verify.ts';
import { loadConfig } from '../../src/settings/config.ts';
import { createWriter } from '../../src/writers/create-writer.ts';
import { multicastSettings } from '../multicast/multicast-settings.ts';
import { runToEnd } from '../writers/run-writer.ts';
import { TradedFolder } from './traded-folder.ts';

let folder: TradedFolder;

beforeEach(() => {
  folder = new TradedFolder();
});
afterEach(() => folder.remove());

/** Lets the real writer send all datagrams, and returns them with their session. */
async function send(dataDir: string) {
  const settings = { ...(await multicastSettings()), WRITERS: 'multicast', DATA_DIR: dataDir };
  const writer = await createWriter('multicast', loadConfig(settings, {}));
  await runToEnd(writer, dataDir, verifyDataFolder(dataDir, () => {}).lastSequence);
  const replay = new StoredDatagrams(dataDir);
  const { session } = replay;
  const sent = replay
    .read(1, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
    .map((datagram) => Buffer.from(datagram).toString());
  replay.close();
  for (const text of sent) expect(JSON.parse(text).session).toBe(session);
  return { session, sent: sent.map((text) => text.replace(`"${session}"`, '')) };
}

test('from a restored folder the whole history is sent again, in a new session', async () => {
  await folder.trade(100);
  folder.backup('backup');
  await folder.trade(50);
  const before = await send(folder.dataDir);

  folder.restore('backup', 'restored');
  const after = await send(folder.at('restored'));
  expect(after.sent.length).toBeGreaterThan(100);
  expect(after.sent.length).toBeLessThan(before.sent.length);
  expect(after.sent).toEqual(before.sent.slice(0, after.sent.length));
  expect(BigInt(after.session)).toBeGreaterThan(BigInt(before.session));

  // A restart continues the session.
  expect(await send(folder.at('restored'))).toEqual(after);

  // So does an exchange whose datagrams were removed by hand, because the journal has the session.
  for (const suffix of ['', '-wal', '-shm'])
    rmSync(datagramFile(folder.at('restored')) + suffix, { force: true });
  expect(await send(folder.at('restored'))).toEqual(after);
});

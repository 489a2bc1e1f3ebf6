import type { Writer } from '../../../src/follower/writer.ts';
import { WriterRunner } from '../../../src/follower/writer-runner.ts';
import { loadConfig } from '../../../src/settings/config.ts';
import type { WriterName } from '../../../src/settings/schemas.ts';
import { createWriter } from '../../../src/writers/create-writer.ts';

/** Runs the named writer up to the end of the journal. Prints a line when a write begins. */
const NAMES: readonly WriterName[] = ['csv', 'multicast', 'mongo', 'history'];
const config = loadConfig();
const name = NAMES.find((known) => known === process.argv[2]);
if (name === undefined) throw new Error('there is no such writer');
const writer = await createWriter(name, config);

const talking: Writer = {
  name,
  open: () => writer.open(),
  write: (frames) => {
    process.stdout.write('writing\n');
    return writer.write(frames);
  },
  close: () => writer.close(),
};
const runner = new WriterRunner({
  writer: talking,
  directory: config.dataDir,
  logger: { info() {}, warn: console.error, error: console.error },
  maxGroupEvents: 1_000,
  pollMs: 1_000,
  pauseMs: { first: 10, longest: 100 },
  onProgress: () => {},
});
const ended = runner.run();
runner.stop();
await ended;

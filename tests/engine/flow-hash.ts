import { Engine } from '../../src/engine/engine.ts';
import { readFlow } from './flow.ts';
import { hashReports } from './flow-reports.ts';

/** Prints the hash of the reports of each file given, as `sha256sum` prints that of a file. */
for (const file of process.argv.slice(2)) {
  console.log(`${hashReports(readFlow(file), (consumer) => new Engine(consumer))}  ${file}`);
}

import { join, relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const ROOT = join(import.meta.dirname, '..');
/** So that short files are left for the end, when they keep all processors busy. */
const PROJECTS = ['whole', 'replacing modules', 'parts'];
/** Most of the time of a test run, in the order in which they begin. */
const LONGEST = [
  'tests/clients/go.e2e.ts',
  'tests/clients/python.e2e.ts',
  'tests/writers/mongo-writer.interop.ts',
  'tests/auth/mongo-down.interop.ts',
  'tests/clients/archive.e2e.ts',
  'tests/gateway/http/admission.interop.ts',
  'tests/faults/kill.e2e.ts',
  'tests/faults/mongo-down.e2e.ts',
  // After the tests of the Go and Python SDKs, whose builds and packages it shares.
  'tests/docs/code-blocks.e2e.ts',
  'tests/clients/python-examples.e2e.ts',
  'tests/clients/backup.e2e.ts',
  'tests/clients/mongo.e2e.ts',
  'tests/clients/cli.e2e.ts',
  'tests/clients/typescript/real-server.e2e.ts',
  'tests/rebuild/serve.e2e.ts',
  'tests/dashboard/trust.e2e.ts',
  'tests/dashboard/own-lists.e2e.ts',
  'tests/faults/cancel-all.e2e.ts',
  'tests/gateway/rpc/leaving.interop.ts',
  'tests/auth/party-store.e2e.ts',
  'tests/multicast/multicast.e2e.ts',
];

/** A long file that begins late would run at the end alone. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((a, b) => project(a) - project(b) || place(a) - place(b));
  }
}

function project(file: TestSpecification): number {
  return PROJECTS.indexOf(file.project.name);
}

function place(file: TestSpecification): number {
  const index = LONGEST.indexOf(relative(ROOT, file.moduleId));
  return index === -1 ? LONGEST.length : index;
}

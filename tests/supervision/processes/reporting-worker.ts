import { workerData } from 'node:worker_threads';
import { Counter, Registry } from 'prom-client';
import { connectOperations } from '../../../src/supervision/connect-operations.ts';
import { Threads } from '../../../src/threads/threads.ts';

const QUIET = { info() {}, warn() {}, error() {} };
const registry = new Registry();
new Counter({ name: 'test_calls_total', help: 'Calls.', registers: [registry] }).inc(7);
connectOperations({ port: workerData, registry, threads: new Threads(QUIET), worker: 'core' });
// The port alone keeps no thread alive.
setInterval(() => {}, 1_000);

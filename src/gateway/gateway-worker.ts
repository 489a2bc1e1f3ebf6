import { workerData } from 'node:worker_threads';
import { runPart } from '../supervision/part-worker.ts';
import { PortCalls } from '../threads/port-calls.ts';
import { startGateway } from './gateway.ts';
import type { GatewayWorkerData, MainForGateway } from './gateway-thread.ts';

/** The thread of a gateway. */
const { place, main, ...part }: GatewayWorkerData = workerData;
runPart(part, (context) => {
  const calls = new PortCalls<object, MainForGateway>(main, {}, { other: 'the main thread' });
  return startGateway(context, { ...place, stopCore: () => calls.ask('stopCore') });
});

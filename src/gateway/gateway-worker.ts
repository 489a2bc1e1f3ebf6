import { runPart } from '../supervision/part-worker.ts';
import { PortCalls } from '../threads/port-calls.ts';
import { startGateway } from './gateway.ts';
import type { GatewayThreadPlace, MainForGateway } from './gateway-thread.ts';

/** The thread of a gateway. */
runPart<GatewayThreadPlace>((context, { main, ...place }) => {
  const calls = new PortCalls<object, MainForGateway>(main, {}, { other: 'the main thread' });
  return startGateway(context, { ...place, stopCore: () => calls.ask('stopCore') });
});

import { runPart } from '../supervision/part-worker.ts';
import { PortCalls } from '../threads/port-calls.ts';
import { type Gateway, type MainForGateway, startGateway } from './gateway.ts';
import type { GatewayForMain, GatewayThreadPlace } from './gateway-thread.ts';

/** The thread of a gateway. */
runPart<GatewayThreadPlace>(async (context, { main, ...place }) => {
  let gateway: Gateway | undefined;
  const own: GatewayForMain = {
    async changeStream(request) {
      if (gateway === undefined) return false;
      await gateway.changeStream(request);
      return true;
    },
  };
  const calls = new PortCalls<GatewayForMain, MainForGateway>(main, own, { other: 'the main thread' });
  gateway = await startGateway(context, {
    ...place,
    main: {
      port: () => calls.ask('port'),
      stopCore: () => calls.ask('stopCore'),
      changeStream: (index, request) => calls.ask('changeStream', index, request),
    },
  });
  return gateway;
});

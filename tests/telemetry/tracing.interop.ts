import { once } from 'node:events';
import { createServer } from 'node:http';
import { createClient } from '@connectrpc/connect';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { MarketDataService } from '../../gen/redleaf/v1/market_data_service_pb.ts';
import { OrderService } from '../../gen/redleaf/v1/order_service_pb.ts';
import { ExchangeUnderTest } from '../gateway/running-exchange.ts';

const ATTRIBUTE = z.object({ key: z.string(), value: z.object({ stringValue: z.string() }).partial() });
const SPANS = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(ATTRIBUTE) }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              traceId: z.string(),
              parentSpanId: z.string().optional(),
              name: z.string(),
              attributes: z.array(ATTRIBUTE),
            }),
          ),
        }),
      ),
    }),
  ),
});

/** Receives traces by OTLP over HTTP. */
async function startCollector() {
  const spans: { service: string; traceId: string; parent: string; name: string; facts: unknown }[] = [];
  const collector = createServer(async (request, response) => {
    const body = SPANS.parse(JSON.parse((await request.toArray()).join('')));
    expect(request.url).toBe('/v1/traces');
    const factsOf = (attributes: z.output<typeof ATTRIBUTE>[]) =>
      Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue]));
    for (const { resource, scopeSpans } of body.resourceSpans) {
      const service = String(factsOf(resource.attributes)['service.name']);
      for (const span of scopeSpans.flatMap((scope) => scope.spans)) {
        const { traceId, parentSpanId = '', name, attributes } = span;
        spans.push({ service, traceId, parent: parentSpanId, name, facts: factsOf(attributes) });
      }
    }
    response.setHeader('content-type', 'application/json').end('{}');
  });
  collector.listen(0, '127.0.0.1');
  await once(collector, 'listening');
  onTestFinished(() => void collector.close());
  const address = collector.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}`, spans };
}

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';

it('sends a span for each call, in the trace of its caller, with the name of the request', async () => {
  const { url, spans } = await startCollector();
  const lines: { requestId?: string; call?: string }[] = [];
  const exchange = await ExchangeUnderTest.start(
    { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_SERVICE_NAME: 'desk', LOG_LEVEL: 'debug' },
    { logTo: { write: (line) => void lines.push(JSON.parse(line)) } },
  );
  const sent = { traceparent: `00-${TRACE}-${PARENT}-01`, 'x-request-id': 'mine-1' };
  const answered = Promise.withResolvers<string | null>();
  await createClient(MarketDataService, exchange.transport).listInstruments(
    {},
    { headers: sent, onHeader: (headers) => answered.resolve(headers.get('x-request-id')) },
  );
  expect(await answered.promise).toBe('mine-1');
  const refused = createClient(OrderService, exchange.transport).getOrder(
    { order: { reference: { case: 'orderId', value: 9n } } },
    { headers: exchange.headers.alice },
  );
  await expect(refused).rejects.toThrow();
  await exchange.stop();
  expect(spans).toContainEqual({
    service: 'desk',
    traceId: TRACE,
    parent: PARENT,
    name: 'redleaf.v1.MarketDataService/ListInstruments',
    facts: expect.objectContaining({ 'rpc.response.status_code': 'OK', 'redleaf.request_id': 'mine-1' }),
  });
  const own = spans.find(({ name }) => name === 'redleaf.v1.OrderService/GetOrder');
  expect(own).toMatchObject({
    parent: '',
    facts: { 'rpc.response.status_code': 'NotFound', 'redleaf.party_id': 'alice' },
  });
  const facts = z.object({ 'redleaf.request_id': z.string() }).parse(own?.facts);
  const line = lines.find(({ call }) => call === 'redleaf.v1.OrderService/GetOrder');
  expect(line?.requestId).toBe(facts['redleaf.request_id']);
});

it('a caller that has decided against a trace gets none, and a collector that is down does not stop calls', async () => {
  const { url, spans } = await startCollector();
  const exchange = await ExchangeUnderTest.start({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
  const marketData = createClient(MarketDataService, exchange.transport);
  await marketData.listInstruments({}, { headers: { traceparent: `00-${TRACE}-${PARENT}-00` } });
  await exchange.stop();
  expect(spans.filter(({ traceId }) => traceId === TRACE)).toEqual([]);
  const alone = await ExchangeUnderTest.start({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });
  await createClient(MarketDataService, alone.transport).listInstruments({});
  await alone.stop();
});

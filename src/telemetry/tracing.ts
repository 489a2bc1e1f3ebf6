import type { DescMethod } from '@bufbuild/protobuf';
import type { Span, TextMapGetter } from '@opentelemetry/api';
import type { Logger } from '../log/logger.ts';
import type { Config } from '../settings/config.ts';

/** The span of one call, in the trace of its caller. */
export interface CallSpan {
  /** @param code gRPC status code, such as `NotFound`. */
  end(code: string, facts: { readonly requestId: string; readonly party: string | undefined }): void;
}

export interface Tracing {
  /** @param headers of the call; `traceparent` names the parent span. */
  begin(method: DescMethod, headers: Headers): CallSpan;
  /** Sends the remaining spans. */
  close(): Promise<void>;
}

/** Codes that count as server errors in OpenTelemetry's conventions for RPC. */
const FAULTS: ReadonlySet<string> = new Set([
  'Unknown',
  'DeadlineExceeded',
  'Unimplemented',
  'Internal',
  'Unavailable',
  'DataLoss',
]);

const HEADERS: TextMapGetter<Headers> = {
  keys: (headers) => [...headers.keys()],
  get: (headers, name) => headers.get(name) ?? undefined,
};

type Settings = Pick<Config, 'otelEndpoint' | 'otelServiceName' | 'otelSampleRatio'>;

/**
 * Opens the export of one span per call to a collector, by OTLP over HTTP.
 *
 * @returns undefined without a collector; then the libraries are not loaded.
 */
export async function openTracing(
  { otelEndpoint, otelServiceName, otelSampleRatio }: Settings,
  version: string,
  logger: Logger,
): Promise<Tracing | undefined> {
  if (otelEndpoint === '') return undefined;
  const [
    { diag, DiagLogLevel, ROOT_CONTEXT, SpanKind, SpanStatusCode },
    { W3CTraceContextPropagator },
    { resourceFromAttributes },
    { BatchSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider },
    { OTLPTraceExporter },
  ] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/core'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
  ]);
  // A collector that is down causes only warnings.
  const ignore = () => undefined;
  const warn = (message: string) => logger.warn({ message }, 'traces could not be sent');
  diag.setLogger({ error: warn, warn, info: ignore, debug: ignore, verbose: ignore }, DiagLogLevel.WARN);
  const exporter = new OTLPTraceExporter({ url: `${otelEndpoint.replace(/\/$/, '')}/v1/traces` });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': otelServiceName,
      'service.version': version,
    }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(otelSampleRatio) }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('redleaf-exchange', version);
  const propagator = new W3CTraceContextPropagator();
  return {
    begin(method, headers) {
      const name = `${method.parent.typeName}/${method.name}`;
      const parent = propagator.extract(ROOT_CONTEXT, headers, HEADERS);
      const attributes = { 'rpc.method': name };
      const span: Span = tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parent);
      return {
        end(code, { requestId, party }) {
          span.setAttribute('rpc.response.status_code', code);
          span.setAttribute('redleaf.request_id', requestId);
          if (party !== undefined) span.setAttribute('redleaf.party_id', party);
          if (FAULTS.has(code)) span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        },
      };
    },
    async close() {
      await provider.shutdown().catch((err: unknown) => logger.warn({ err }, 'the last traces were lost'));
    },
  };
}

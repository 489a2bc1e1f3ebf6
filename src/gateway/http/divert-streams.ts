import type { IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';

/** Serves a new stream, or returns false to leave it to the others who listen. */
export type TakeStream = (
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  rawHeaders: string[],
) => boolean;

/** Offers each stream of a session first to `take`. What it leaves becomes a request of Node's server as usual. */
export function divertStreams(session: ServerHttp2Session, take: TakeStream): void {
  const others = session.listeners('stream');
  session.removeAllListeners('stream');
  session.on('stream', (stream, headers, flags, rawHeaders) => {
    if (take(stream, headers, rawHeaders)) return;
    for (const listener of others) Reflect.apply(listener, session, [stream, headers, flags, rawHeaders]);
  });
}

import type { Http2Session } from 'node:http2';
import type { Socket } from 'node:net';

/** Time for the GOAWAY frame to leave. */
const GOODBYE_MS = 50;

/** Closes an HTTP/2 connection soon. Call it when GOAWAY is sent, and everything else has left or is not worth sending. */
export function closeSession(session: Http2Session, socket: Socket): void {
  setTimeout(() => {
    session.destroy();
    // The session waits until the socket has taken its bytes, which a blocked socket never does.
    socket.destroy();
  }, GOODBYE_MS).unref();
}

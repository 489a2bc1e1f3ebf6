import type { MessagePort } from 'node:worker_threads';
import type { DestinationStream } from 'pino';

/** Writes the lines of a worker thread as they arrive. Its end of the port is for `openThreadLog`. */
export function takeLines(port: MessagePort, destination: DestinationStream): void {
  port.on('message', (lines: readonly string[]) => {
    for (const line of lines) destination.write(line);
    port.postMessage('taken');
  });
  port.unref();
}

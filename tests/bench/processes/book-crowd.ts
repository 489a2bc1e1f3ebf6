import { once } from 'node:events';
import { setPriority } from 'node:os';
import { bookReaders } from '../load/book-readers.ts';
import { RawConnection } from '../load/raw-connection.ts';
import { Subscribers } from '../load/subscribers.ts';

/*
 * Readers of one book, and others that have stopped reading. Arguments: URL, instrument, connections that read, stalled
 * connections, streams of each connection. It sends `open` when all have subscribed, and the number of messages so far whenever it is asked.
 */

/** Real readers have other machines, so this process must not take processor time from the exchange. */
const LOWER_PRIORITY = 10;

const [url = '', instrumentId = '', reading = '', stalled = '', perConnection = ''] = process.argv.slice(2);
const streamsPerConnection = Number(perConnection);
const { request, path, progressOf } = bookReaders(Number(instrumentId));
setPriority(LOWER_PRIORITY);
for (let count = 0; count < Number(stalled); count += 1) {
  const ignore = () => undefined;
  // The exchange may end what nobody reads.
  const connection = await RawConnection.open({
    url,
    path,
    reads: false,
    events: { ended: ignore, failed: ignore },
  });
  connection.call(Array.from({ length: streamsPerConnection }, () => request));
}
const connections = Number(reading);
const readers = await Subscribers.open({ url, path, request, progressOf, connections, streamsPerConnection });
process.on('message', () => process.send?.(readers.messages));
process.send?.('open');
await once(process, 'disconnect');
process.exit(0);

import { parentPort } from 'node:worker_threads';
import { openClock } from '../exchange/open-clock.ts';
import { openThreadLog } from '../log/thread-log.ts';
import type { AuthServer } from './auth-server.ts';
import type { AuthWorkerStart, FromAuthWorker, ToAuthWorker } from './auth-worker-messages.ts';
import { toCrossing } from './crossing-error.ts';
import { ExchangeLink } from './exchange-link.ts';
import { startAuth } from './start-auth.ts';

/** The thread of sessions and passwords. */
const started = new AsyncDisposableStack();
let server: AuthServer | undefined;

parentPort?.on('message', (message: ToAuthWorker) => {
  switch (message.kind) {
    case 'start':
      void start(message);
      break;
    case 'attach':
      server?.attach(message.port);
      break;
    case 'close':
      void close();
  }
});

async function start({ settings, log: logPort, exchange: exchangePort }: AuthWorkerStart): Promise<void> {
  const { clock: clockKind, lastTimeNs, ...others } = settings;
  const log = openThreadLog(settings, logPort);
  started.defer(() => log.flush());
  try {
    const clock = openClock(clockKind, lastTimeNs);
    const exchange = await ExchangeLink.open(exchangePort, (timeNs) => clock.clockAdvanced?.({ timeNs }));
    started.defer(() => exchange.close());
    server = await startAuth({ ...others, clock, exchange, logger: log.logger });
    started.defer(() => server?.close());
    post({ kind: 'started' });
  } catch (error) {
    post({ kind: 'not started', error: toCrossing(error) });
    await close();
  }
}

/** The thread ends when its ports are closed. */
async function close(): Promise<void> {
  await started.disposeAsync();
  parentPort?.close();
}

function post(message: FromAuthWorker): void {
  parentPort?.postMessage(message);
}

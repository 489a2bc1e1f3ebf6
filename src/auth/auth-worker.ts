import { workerData } from 'node:worker_threads';
import { runPart } from '../supervision/part-worker.ts';
import { PortCalls } from '../threads/port-calls.ts';
import { startAuthPart } from './auth-part.ts';
import type { AuthFunctions, AuthWorkerData } from './auth-thread.ts';

/** The thread of sessions and passwords. */
const { link, functions, ...part }: AuthWorkerData = workerData;
runPart(part, async (context) => {
  const auth = await startAuthPart(context, link);
  new PortCalls<AuthFunctions, object>(functions, auth, { other: 'the main thread' });
  return auth;
});

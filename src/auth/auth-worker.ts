import { runPart } from '../supervision/part-worker.ts';
import { PortCalls } from '../threads/port-calls.ts';
import { startAuthPart } from './auth-part.ts';
import type { AuthFunctions, AuthPlace } from './auth-thread.ts';

/** The thread of sessions and passwords. */
runPart<AuthPlace>(async (context, { link, functions }) => {
  const auth = await startAuthPart(context, link);
  new PortCalls<AuthFunctions, object>(functions, auth, { other: 'the main thread' });
  return auth;
});

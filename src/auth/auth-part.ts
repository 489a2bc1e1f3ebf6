import type { MessagePort } from 'node:worker_threads';
import { CommittedBatches } from '../follower/committed-batches.ts';
import { CoreFollower } from '../follower/core-follower.ts';
import { DirectoryViews } from '../follower/directory-views.ts';
import { ExchangeClient } from '../link/exchange-client.ts';
import type { LinkMemory } from '../link/link-memory.ts';
import { loginConcurrency } from '../settings/config.ts';
import type { PartContext } from '../supervision/part.ts';
import { startAuth } from './start-auth.ts';

/** Sessions and passwords, for all gateways. */
export interface AuthPart {
  readonly facts: { readonly hasAdministrator: boolean };
  /** Serves an `AuthClient` at the other end of this port. */
  attach(port: MessagePort): void;
  /** Refuses the requests that wait, and closes the credentials. */
  close(): Promise<void>;
}

/** @throws as `startAuth`. */
export async function startAuthPart(
  { config, logger, end }: PartContext,
  link: LinkMemory,
): Promise<AuthPart> {
  const { dataDir, clock: clockKind } = config;
  const exchange = new ExchangeClient(link);
  await using started = new AsyncDisposableStack();
  const batches = new CommittedBatches(dataDir, link);
  started.defer(() => batches.close());
  const follower = new CoreFollower({ batches, memory: link, exchange, logger, end });
  started.defer(() => follower.stop());
  const views = DirectoryViews.restore(dataDir, batches, clockKind);
  await follower.follow(views);
  const { directory: parties, clock } = views;
  const server = await startAuth({
    dataDir,
    partyStore: config.partyStore,
    mongo: config,
    sessionMinutes: config.sessionMinutes,
    maxSessionsPerParty: config.maxSessionsPerParty,
    clock,
    maxLoginsWaiting: config.maxLoginsWaiting,
    loginConcurrency: loginConcurrency(),
    admin: { partyId: config.adminId, password: config.adminPassword },
    parties,
    caughtUp: () => follower.caughtUp(),
    submit: (command) => exchange.submit(command),
    logger,
  });
  started.defer(() => server.close());
  const running = started.move();
  return {
    facts: { hasAdministrator: [...parties.parties()].some(({ isAdmin }) => isAdmin) },
    attach: (port) => server.attach(port),
    close: () => running.disposeAsync(),
  };
}

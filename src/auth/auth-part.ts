import type { MessagePort } from 'node:worker_threads';
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
  const follower = new CoreFollower({ directory: dataDir, memory: link, exchange, logger, end });
  const views = new DirectoryViews(dataDir, clockKind, link);
  follower.follow(views);
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
  return {
    facts: { hasAdministrator: [...parties.parties()].some(({ isAdmin }) => isAdmin) },
    attach: (port) => server.attach(port),
    async close() {
      await server.close();
      follower.stop();
    },
  };
}

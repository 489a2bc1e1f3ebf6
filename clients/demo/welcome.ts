import { DEMO_INSTRUMENTS } from './market.ts';
import { DEMO_ADMIN, DEMO_PEOPLE } from './parties.ts';

/** What the demo says when it is up. The commands work as they are printed. */
export function welcomeText(url: string, defaultUrl: string, rate: number): string {
  const symbols = DEMO_INSTRUMENTS.map(({ listing }) => listing.symbol).join(', ');
  const [person] = DEMO_PEOPLE;
  const redleaf = url === defaultUrl ? 'npx redleaf' : `npx redleaf --url ${url}`;
  return [
    `Redleaf Exchange is open at ${url}`,
    '',
    `  Bots trade ${symbols}: about ${rate} commands a second.`,
    '  Log in as (these passwords are for the demo only):',
    ...DEMO_PEOPLE.map(({ partyId, password }) => `    ${partyId.padEnd(6)} ${password}`),
    `    ${DEMO_ADMIN.partyId.padEnd(6)} ${DEMO_ADMIN.password}  (administrator)`,
    '',
    '  Try in another terminal:',
    `    ${redleaf} watch book ACME`,
    `    ${redleaf} login ${person?.partyId} --password ${person?.password} && ${redleaf} place ACME buy 10 --market`,
    `    ${redleaf} watch trades`,
    '',
    '  Ctrl-C stops it; the next demo goes on where this one stopped.',
  ].join('\n');
}

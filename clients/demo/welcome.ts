import { DEMO_PEOPLE } from './logins.ts';
import { DEMO_INSTRUMENTS } from './market.ts';
import { DEMO_ADMIN } from './parties.ts';

/** What the demo prints when it is up. The commands work as they are printed. */
export function welcomeText(url: string, defaultUrl: string, rate: number): string {
  const symbols = DEMO_INSTRUMENTS.map(({ listing }) => listing.symbol).join(', ');
  const [person] = DEMO_PEOPLE;
  return [
    `Redleaf Exchange is open at ${url}`,
    '',
    '  In a browser, that address is the trading page.',
    `  Bots trade ${symbols}: about ${rate} commands a second.`,
    '  Parties and their passwords, for this demo only:',
    ...DEMO_PEOPLE.map(({ partyId, password }) => `    ${partyId.padEnd(6)} ${password}`),
    `    ${DEMO_ADMIN.partyId.padEnd(6)} ${DEMO_ADMIN.password}  (administrator)`,
    '',
    '  Try in another terminal, in this folder:',
    ...(url === defaultUrl ? [] : [`    export REDLEAF_URL=${url}`]),
    '    npx redleaf watch book ACME',
    `    echo ${person?.password} | npx redleaf login ${person?.partyId} --password-stdin`,
    '    npx redleaf place ACME buy 10 --market',
    '    npx redleaf trades ACME',
    '',
    '  Ctrl-C stops it. The next demo goes on where this one stopped.',
  ].join('\n');
}

import type { DemoLogin } from './logins.ts';
import { DEMO_INSTRUMENTS } from './market.ts';
import { DEMO_ADMIN } from './parties.ts';

interface Welcome {
  readonly url: string;
  readonly defaultUrl: string;
  /** Commands a second, of all bots together. */
  readonly rate: number;
  /** Who can log in. */
  readonly people: readonly DemoLogin[];
}

/** What the demo prints when it is up. The commands work as they are printed. */
export function welcomeText({ url, defaultUrl, rate, people }: Welcome): string {
  const symbols = DEMO_INSTRUMENTS.map(({ listing }) => listing.symbol).join(', ');
  const [person] = people;
  return [
    `Redleaf Exchange is open at ${url}`,
    '',
    '  In a browser, that address is the trading page.',
    `  Bots trade ${symbols}: about ${rate} commands a second.`,
    '  Parties and their passwords, for this demo only:',
    ...people.map(({ partyId, password }) => `    ${partyId.padEnd(6)} ${password}`),
    `    ${DEMO_ADMIN.partyId.padEnd(6)} ${DEMO_ADMIN.password}  (administrator)`,
    '',
    '  Try in another terminal, in this folder:',
    ...(url === defaultUrl ? [] : [`    export REDLEAF_URL=${url}`]),
    '    npx redleaf watch book ACME',
    ...(person === undefined ? [] : loginLines(person)),
    '    npx redleaf trades ACME',
    '',
    '  Ctrl-C stops it. The next demo goes on where this one stopped.',
  ].join('\n');
}

function loginLines({ partyId, password }: DemoLogin): string[] {
  return [
    `    echo ${password} | npx redleaf login ${partyId} --password-stdin`,
    '    npx redleaf place ACME buy 10 --market',
  ];
}

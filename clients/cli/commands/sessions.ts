import { toJson } from '@bufbuild/protobuf';
import { Command } from 'commander';
import { type LoginSession, LoginSessionSchema } from '../../../gen/redleaf/v1/admin_service_pb.ts';
import { minuteText, shortTimeText } from '../format.ts';
import type { GlobalOptions } from '../global-options.ts';
import type { Column } from '../table.ts';
import { UsageError } from '../usage-error.ts';
import { withRedleaf } from '../with-redleaf.ts';

type ListOptions = GlobalOptions & { readonly party?: string };
type EndOptions = GlobalOptions & { readonly party?: string };

export const SESSION_COLUMNS: readonly Column<LoginSession>[] = [
  { header: 'SESSION', text: ({ sessionId }) => sessionId },
  { header: 'PARTY', text: ({ partyId }) => partyId },
  {
    header: 'BEGAN',
    text: ({ beginTimeNs }) => shortTimeText(beginTimeNs),
    shortText: ({ beginTimeNs }) => minuteText(beginTimeNs),
  },
  {
    header: 'ENDS',
    isExtra: true,
    text: ({ expireTimeNs }) => shortTimeText(expireTimeNs),
    shortText: ({ expireTimeNs }) => minuteText(expireTimeNs),
  },
  { header: 'FROM', text: ({ address }) => address },
];

export function sessionsCommand(): Command {
  return new Command('sessions')
    .description('list and end login sessions, for administrators')
    .addCommand(
      new Command('list')
        .description('list open sessions, oldest first')
        .option('--party <party>', 'only sessions of this party')
        .action(list),
    )
    .addCommand(
      new Command('end')
        .description('end a session, or all sessions of a party, with their streams')
        .argument('[session]', "session id, from 'redleaf sessions list'")
        .option('--party <party>', 'all sessions of this party')
        .action(end),
    );
}

async function list(_options: ListOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ListOptions>();
  await withRedleaf(options, async (redleaf, output) => {
    const print = output.list(SESSION_COLUMNS, (session) =>
      toJson(LoginSessionSchema, session, { useProtoFieldName: true, alwaysEmitImplicit: true }),
    );
    let pageToken = '';
    do {
      const page = await redleaf.admin.listSessions({ partyId: options.party ?? '', pageToken });
      print(page.sessions);
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
  });
}

async function end(sessionId: string | undefined, _options: EndOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<EndOptions>();
  const { party } = options;
  if ((sessionId === undefined) === (party === undefined)) {
    throw new UsageError('give either a session id or --party');
  }
  const which =
    party === undefined
      ? ({ case: 'sessionId', value: sessionId ?? '' } as const)
      : ({ case: 'partyId', value: party } as const);
  await withRedleaf(options, async (redleaf, output) => {
    await redleaf.admin.endSessions({ which });
    output.line({ ended: which.value }, () =>
      party === undefined ? `session ${sessionId} has ended` : `the sessions of ${party} have ended`,
    );
  });
}

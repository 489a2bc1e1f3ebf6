import type { Command, Reply } from '../../domain/command.ts';
import { RefusedError } from '../../domain/refusal.ts';
import type { Exchange } from '../../exchange/exchange.ts';

type ReplyOf<Kind extends Reply['kind']> = Extract<Reply, { kind: Kind }>;

/**
 * Submits one command and waits for its durable reply.
 *
 * @throws RefusedError if the exchange refuses it.
 */
export async function submit<Kind extends Reply['kind']>(
  exchange: Exchange,
  command: Command,
  kind: Kind,
): Promise<ReplyOf<Kind>> {
  const reply = await exchange.submit(command);
  if (isKind(reply, kind)) return reply;
  if (reply.kind === 'refused') throw new RefusedError(reply);
  throw new Error(`${command.kind} was answered with ${reply.kind}`);
}

function isKind<Kind extends Reply['kind']>(reply: Reply, kind: Kind): reply is ReplyOf<Kind> {
  return reply.kind === kind;
}

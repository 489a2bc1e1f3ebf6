import type { Attack } from './attack.ts';
import { bookReaders, deepBookReaders } from './book-readers.ts';
import { connectionFlood } from './connection-flood.ts';
import { brotliAnswers, gzipAnswers } from './costly-compression.ts';
import { deepSubscriptions } from './deep-subscriptions.ts';
import { emptyCommands } from './empty-commands.ts';
import { endlessLogins, endlessOrders, endlessReflection } from './endless-bodies.ts';
import { fatHeaders } from './fat-headers.ts';
import { fullOrderEntry } from './full-order-entry.ts';
import { gzipBombs, heldGzipBombs } from './gzip-bombs.ts';
import { loginFlood, passwordGuesses, restGuesses } from './logins.ts';
import { longDeadlines } from './long-deadlines.ts';
import { malformedFrames } from './malformed-frames.ts';
import { multicastReplays } from './multicast-replays.ts';
import { orderFlood } from './order-flood.ts';
import { pipelinedLists, pipelinedMetrics } from './pipelined-requests.ts';
import { rapidResets } from './rapid-resets.ts';
import { reflectionRequests } from './reflection-requests.ts';
import { resumes } from './resumes.ts';
import { slowReaders } from './slow-readers.ts';
import { healthHoard, partyHoard, publicHoard } from './stream-hoards.ts';
import { sweep } from './sweep.ts';
import { unreadBooks, unreadLists, unreadTrades } from './unread-answers.ts';

export const ATTACKS: readonly Attack[] = [
  heldGzipBombs,
  gzipBombs,
  unreadBooks,
  unreadTrades,
  unreadLists,
  endlessLogins,
  endlessOrders,
  endlessReflection,
  fatHeaders,
  brotliAnswers,
  gzipAnswers,
  bookReaders,
  deepBookReaders,
  deepSubscriptions,
  pipelinedLists,
  pipelinedMetrics,
  reflectionRequests,
  multicastReplays,
  emptyCommands,
  fullOrderEntry,
  orderFlood,
  publicHoard,
  partyHoard,
  healthHoard,
  passwordGuesses,
  restGuesses,
  loginFlood,
  connectionFlood,
  rapidResets,
  malformedFrames,
  sweep,
  resumes,
  slowReaders,
  longDeadlines,
];

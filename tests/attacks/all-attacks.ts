import type { Attack } from './attack.ts';
import { bookReaders, deepBookReaders } from './book-readers.ts';
import { connectionFlood } from './connection-flood.ts';
import { brotliAnswers, gzipAnswers } from './costly-compression.ts';
import { emptyCommands } from './empty-commands.ts';
import { endlessBodies } from './endless-bodies.ts';
import { fullOrderEntry } from './full-order-entry.ts';
import { gzipBombs, heldGzipBombs } from './gzip-bombs.ts';
import { loginFlood, passwordGuesses } from './logins.ts';
import { longDeadlines } from './long-deadlines.ts';
import { multicastReplays } from './multicast-replays.ts';
import { pipelinedLists } from './pipelined-lists.ts';
import { rapidResets } from './rapid-resets.ts';
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
  endlessBodies,
  brotliAnswers,
  gzipAnswers,
  bookReaders,
  deepBookReaders,
  pipelinedLists,
  multicastReplays,
  emptyCommands,
  fullOrderEntry,
  publicHoard,
  partyHoard,
  healthHoard,
  passwordGuesses,
  loginFlood,
  connectionFlood,
  rapidResets,
  sweep,
  resumes,
  slowReaders,
  longDeadlines,
];

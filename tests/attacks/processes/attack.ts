import { setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { ATTACKS } from '../all-attacks.ts';
import { Attacker, type Target } from '../attacker.ts';

/*
 * An attacker in a process of its own. Its arguments: the name of the attack, its target as JSON, how much of it,
 * and for how many milliseconds. It says what it has seen, and keeps what it holds until it is ended.
 */

/** An attacker has a machine of its own: here, it must not take processor time from its victims. */
const LOWER_PRIORITY = 10;

const [name = '', target = '', size = '', durationMs = ''] = process.argv.slice(2);
const attack = ATTACKS.find((other) => other.name === name);
if (attack === undefined) throw new Error(`there is no attack ${name}`);
setPriority(LOWER_PRIORITY);
const attacker = new Attacker(asTarget(target));
// Not `AbortSignal.timeout`, which keeps no process alive: the victim may have ended every connection.
const stop = new AbortController();
const { signal } = stop;
const over = sleep(Number(durationMs)).then(() => stop.abort());
do await attack.run(attacker, Number(size), signal);
while (attack.repeats && !signal.aborted);
await over;
process.send?.(attacker.tally.seen);
// Keeps what it holds as long as its parent wants.
process.on('message', () => undefined);
process.once('disconnect', () => process.exit(0));

function asTarget(text: string): Target {
  return JSON.parse(text);
}

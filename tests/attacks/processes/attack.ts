import { setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { ATTACKS } from '../all-attacks.ts';
import { Attacker, type Target } from '../attacker.ts';

/*
 * An attacker process. Its arguments are the name of the attack, the target as JSON, the amount, and the time in milliseconds.
 * It prints its counts, and keeps everything open until it is ended.
 */

/** A real attacker has another machine, so this process must not take processor time from the exchange. */
const LOWER_PRIORITY = 10;

const [name = '', target = '', size = '', durationMs = ''] = process.argv.slice(2);
const attack = ATTACKS.find((other) => other.name === name);
if (attack === undefined) throw new Error(`there is no attack ${name}`);
setPriority(LOWER_PRIORITY);
const attacker = new Attacker(asTarget(target));
// Not `AbortSignal.timeout`: it does not keep the process alive, and the exchange may have closed every connection.
const stop = new AbortController();
const { signal } = stop;
const over = sleep(Number(durationMs)).then(() => stop.abort());
do await attack.run(attacker, Number(size), signal);
while (attack.repeats && !signal.aborted);
await over;
process.send?.(attacker.tally.seen);
// Keeps everything open until the parent ends the process.
process.on('message', () => undefined);
process.once('disconnect', () => process.exit(0));

function asTarget(text: string): Target {
  return JSON.parse(text);
}

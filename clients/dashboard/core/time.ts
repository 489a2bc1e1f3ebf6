/** Times of the exchange, for people, in the zone of the browser. */

export function millisecondsOf(timeNs: bigint): number {
  return Number(timeNs / 1_000_000n);
}

/** `14:03:27` */
export function clockText(timeNs: bigint): string {
  const time = new Date(millisecondsOf(timeNs));
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map(twoDigits).join(':');
}

/** `2026-11-26 14:03:27` */
export function dateText(timeNs: bigint): string {
  const time = new Date(millisecondsOf(timeNs));
  const date = [time.getFullYear(), time.getMonth() + 1, time.getDate()].map(twoDigits).join('-');
  return `${date} ${clockText(timeNs)}`;
}

/** `14:03:27` of today, `26 Nov 14:03` of another day. */
export function recentText(timeNs: bigint, nowMs = Date.now()): string {
  const time = new Date(millisecondsOf(timeNs));
  const clock = clockText(timeNs);
  if (time.toDateString() === new Date(nowMs).toDateString()) return clock;
  return `${time.getDate()} ${MONTHS.slice(3 * time.getMonth(), 3 * time.getMonth() + 3)} ${clock.slice(0, 5)}`;
}

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/** How long: `850 ms`, `12 s`, `4 min`, `3 h`. */
export function durationText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`;
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`;
  return `${Math.round(ms / 3_600_000)} h`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

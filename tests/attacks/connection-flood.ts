import type { Attack } from './attack.ts';

/** Connections without any data. */
export const connectionFlood: Attack = {
  name: 'connection-flood',
  what: '10,000 connections that say nothing',
  size: { small: 50, large: 10_000 },
  repeats: false,
  async run(attacker, size, signal) {
    const { tally } = attacker;
    for (let opened = 0; opened < size && !signal.aborted; opened += 1) {
      tally.sent();
      attacker.connect().once('close', () => tally.cut());
      if (opened % 20 === 0) await new Promise((turn) => setImmediate(turn));
    }
  },
};

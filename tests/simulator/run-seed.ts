import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { SimulatedTime } from './simulated-time.ts';
import { Simulation } from './simulation.ts';
import { drawTurns } from './turns.ts';

const TURNS = { min: 50, max: 600 };
/** Turns of the trace that a failure shows: all of them when one seed runs again. */
const SHOWN = process.env['SEED'] === undefined ? 40 : Number.POSITIVE_INFINITY;

export interface Simulated {
  /** What happened, in order. */
  readonly trace: readonly string[];
  /** Of the state in which it ended. */
  readonly stateHash: string;
}

/**
 * Simulates what one seed draws.
 *
 * @param directory where it may put files.
 * @throws Error that tells how to run it again, and what happened last.
 */
export async function runSeed(seed: number, directory: string): Promise<Simulated> {
  const own = mkdtempSync(join(directory, `${seed}-`));
  const trace: string[] = [];
  using time = new SimulatedTime();
  try {
    const simulation = new Simulation(seed, time, own);
    await simulation.begin();
    const turns = drawTurns(simulation);
    for (let left = simulation.random.integer(TURNS.min, TURNS.max); left > 0; left -= 1) {
      const turn = simulation.random.weighted(turns);
      trace.push(turn.name);
      const more = await turn.run(simulation);
      if (more === undefined) trace.pop();
      else trace[trace.length - 1] = more === '' ? turn.name : `${turn.name}: ${more}`;
      await simulation.settle();
    }
    trace.push('nothing fails any more');
    return { trace, stateHash: await simulation.finish() };
  } catch (error) {
    const last = trace
      .slice(-SHOWN)
      .map((line, index) => `  ${trace.length - Math.min(SHOWN, trace.length) + index + 1}. ${line}`);
    const what = error instanceof Error ? error.message : String(error);
    throw new Error(
      `seed ${seed}: ${what}\n\nRun it again: SEED=${seed} npx vitest run tests/simulator\nWhat happened last:\n${last.join('\n')}\n`,
      { cause: error },
    );
  }
}

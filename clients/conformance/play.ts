import { Player } from './player.ts';
import { readScript } from './script.ts';

const [, , recording] = process.argv;
if (recording === undefined) {
  console.error('usage: play.ts RECORDING');
  process.exit(2);
}

const player = new Player();
const script = readScript(recording);
console.log(await player.listen());
for (const { number, line } of script) {
  try {
    await player.play(line);
  } catch (thrown) {
    console.error(`${recording}:${number}: ${thrown instanceof Error ? thrown.message : thrown}`);
    process.exit(1);
  }
}
await player.finish();
process.exit(0);

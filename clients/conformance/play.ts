import { playRecording } from './play-recording.ts';

const [, , recording] = process.argv;
if (recording === undefined) {
  console.error('usage: play.ts RECORDING');
  process.exit(2);
}
try {
  await playRecording(recording, (url) => console.log(url));
} catch (thrown) {
  console.error(thrown instanceof Error ? thrown.message : thrown);
  process.exitCode = 1;
}

import { Player } from './player.ts';
import { readScript } from './script.ts';

/**
 * Plays a recording to one client, until the script is through and the client has hung up.
 *
 * @param onListening is called with the URL of the server.
 * @throws Error when the client does not ask for what the script awaits.
 */
export async function playRecording(path: string, onListening: (url: string) => void): Promise<void> {
  const player = new Player();
  const script = readScript(path);
  onListening(await player.listen());
  try {
    for (const { number, line } of script) {
      await player.play(line).catch((error: Error) => {
        throw new Error(`${path}:${number}: ${error.message}`);
      });
    }
    await player.finish();
  } finally {
    player.close();
  }
}

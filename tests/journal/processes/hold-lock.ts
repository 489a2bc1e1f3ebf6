import { lockDataFolder } from '../../../src/storage/data-folder-lock.ts';

/** A process that locks the folder it is given, says so, and waits to be killed. */
lockDataFolder(process.argv[2] ?? '');
process.stdout.write('locked\n');
setInterval(() => {}, 60_000);

import { MongodProcess } from '../mongod-process.ts';

/** Starts a mongod, prints its URL and folder, and waits until it is killed. */
const [binary = ''] = process.argv.slice(2);
const { url, folder } = await MongodProcess.start(binary);
process.stdout.write(JSON.stringify({ url, folder }));
setInterval(() => {}, 60_000);

import { MongodProcess } from '../mongod-process.ts';

/** A process that has a mongod, says where, and waits to be killed. */
const [binary = ''] = process.argv.slice(2);
const { url, folder } = await MongodProcess.start(binary);
process.stdout.write(JSON.stringify({ url, folder }));
setInterval(() => {}, 60_000);

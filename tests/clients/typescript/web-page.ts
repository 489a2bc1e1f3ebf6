import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

/** A page from another origin than the exchange. */
export class WebPage {
  readonly origin: string;
  html = '';
  readonly #server: Server;

  private constructor(server: Server, origin: string) {
    this.#server = server;
    this.origin = origin;
  }

  static async serve(): Promise<WebPage> {
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8').end(page.html);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('listening on no TCP port');
    const page = new WebPage(server, `http://127.0.0.1:${address.port}`);
    return page;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

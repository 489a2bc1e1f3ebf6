import type { ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2';

/** The counts of an attacker's calls, by result. */
export interface Seen {
  readonly sent: number;
  /** Answered without an error. */
  readonly answered: number;
  /** Answered with an error, by reason or status, such as `grpc 8` for RESOURCE_EXHAUSTED. */
  readonly refused: Readonly<Record<string, number>>;
  /** Reset, or lost with its connection. */
  readonly cut: number;
  /** Neither answered nor ended. */
  readonly held: number;
}

/** Counts the results of an attacker's calls. */
export class Tally {
  #sent = 0;
  #answered = 0;
  #cut = 0;
  readonly #refused = new Map<string, number>();

  get seen(): Seen {
    const refused = Object.fromEntries(this.#refused);
    const refusals = Object.values(refused).reduce((sum, count) => sum + count, 0);
    return {
      sent: this.#sent,
      answered: this.#answered,
      refused,
      cut: this.#cut,
      held: this.#sent - this.#answered - this.#cut - refusals,
    };
  }

  sent(count = 1): void {
    this.#sent += count;
  }

  answered(count = 1): void {
    this.#answered += count;
  }

  cut(count = 1): void {
    this.#cut += count;
  }

  refused(reason: string, count = 1): void {
    this.#refused.set(reason, (this.#refused.get(reason) ?? 0) + count);
  }

  /** Resolves when the stream has ended, without reading it. */
  watch(stream: ClientHttp2Stream): Promise<void> {
    this.sent();
    let status: IncomingHttpHeaders | undefined;
    let trailers: IncomingHttpHeaders | undefined;
    stream.on('error', () => undefined);
    stream.on('response', (headers) => {
      status = headers;
    });
    stream.on('trailers', (headers) => {
      trailers = headers;
    });
    return new Promise((closed) => {
      stream.once('close', () => {
        this.#ended(status, trailers, stream.rstCode);
        closed();
      });
    });
  }

  #ended(
    status: IncomingHttpHeaders | undefined,
    trailers: IncomingHttpHeaders | undefined,
    rstCode: number,
  ): void {
    const http = Number(status?.[':status'] ?? 0);
    const grpc = trailers?.['grpc-status'] ?? status?.['grpc-status'];
    if (http === 0 || rstCode !== 0) this.cut();
    else if (http !== 200) this.refused(`HTTP ${http}`);
    else if (grpc !== undefined && grpc !== '0') this.refused(`grpc ${grpc}`);
    else this.answered();
  }
}

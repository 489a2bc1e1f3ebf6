import type { MessagePort } from 'node:worker_threads';
import type { Command, Reply } from '../domain/command.ts';
import type { Party } from '../domain/party.ts';
import type { ClockAdvanced, PartyCreated, PartyStatusChanged } from '../events/events.ts';
import type { FrameConsumer } from '../events/frame.ts';
import { toCrossing } from './crossing-error.ts';
import type { FromExchange, ToExchange } from './exchange-messages.ts';

/** Committed parties. */
interface Parties {
  parties(): Iterable<Party>;
  party(partyNumber: number): Party | undefined;
}

/**
 * The exchange as `auth/` knows it: all parties and what changes them, the time, and replies to its commands. It takes the
 * committed frames, after `parties` has.
 */
export class ExchangeForAuth implements FrameConsumer {
  readonly #port: MessagePort;
  readonly #parties: Parties;

  /** @param port the other end is that of an `ExchangeLink`. */
  constructor(port: MessagePort, parties: Parties) {
    this.#port = port;
    this.#parties = parties;
    this.#post({ kind: 'parties', parties: [...parties.parties()] });
  }

  partyCreated({ party }: PartyCreated): void {
    this.#post({ kind: 'parties', parties: [party] });
  }

  partyStatusChanged({ partyNumber }: PartyStatusChanged): void {
    const party = this.#parties.party(partyNumber);
    if (party === undefined) throw new Error(`there is no party ${partyNumber}`);
    this.#post({ kind: 'parties', parties: [party] });
  }

  clockAdvanced({ timeNs }: ClockAdvanced): void {
    this.#post({ kind: 'time', timeNs });
  }

  /** Begins to execute the commands of `auth/`. */
  serve(submit: (command: Command) => Promise<Reply>): void {
    this.#port.on('message', ({ id, command }: ToExchange) => {
      submit(command).then(
        (reply) => this.#post({ kind: 'replied', id, reply }),
        (error: unknown) => this.#post({ kind: 'failed', id, error: toCrossing(error) }),
      );
    });
  }

  close(): void {
    this.#port.close();
  }

  #post(message: FromExchange): void {
    this.#port.postMessage(message);
  }
}

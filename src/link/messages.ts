import type { Command, OrderReference, Reply } from '../domain/command.ts';
import type { ExchangeStatus } from '../exchange/exchange.ts';
import { readCommand, readReference, writeCommand, writeReference } from './packed-commands.ts';
import { PackedReader } from './packed-reader.ts';
import { readReply, writeReply } from './packed-replies.ts';
import { PackedWriter } from './packed-writer.ts';

/** What a thread asks of the core. */
export type LinkRequest =
  | { readonly kind: 'submit'; readonly id: number; readonly commands: readonly Command[] }
  | {
      readonly kind: 'submitInTurn';
      readonly id: number;
      /** Calls of one stream keep their order; 0 for a call of its own. */
      readonly stream: number;
      readonly commands: readonly Command[];
    }
  /** The caller of a stream has left: its commands that still wait are not executed. */
  | { readonly kind: 'leave'; readonly stream: number }
  | {
      readonly kind: 'resolve';
      readonly id: number;
      readonly partyNumber: number;
      readonly order: OrderReference;
    };

/** What the core says to one thread. */
export type LinkAnswer =
  | { readonly kind: 'replies'; readonly id: number; readonly replies: readonly Reply[] }
  | { readonly kind: 'resolved'; readonly id: number; readonly orderId: number | undefined }
  | { readonly kind: 'status'; readonly status: ExchangeStatus };

const RequestForm = { Submit: 1, SubmitInTurn: 2, Leave: 3, Resolve: 4 } as const;
const AnswerForm = { Replies: 1, Resolved: 2, Status: 3 } as const;

const packed = new PackedWriter();

/** @returns bytes that are valid until the next message is packed. */
export function packRequest(request: LinkRequest): Uint8Array {
  packed.clear();
  switch (request.kind) {
    case 'submit':
      packed.byte(RequestForm.Submit);
      packed.number(request.id);
      for (const command of request.commands) writeCommand(packed, command);
      break;
    case 'submitInTurn':
      packed.byte(RequestForm.SubmitInTurn);
      packed.number(request.id);
      packed.number(request.stream);
      for (const command of request.commands) writeCommand(packed, command);
      break;
    case 'leave':
      packed.byte(RequestForm.Leave);
      packed.number(request.stream);
      break;
    case 'resolve':
      packed.byte(RequestForm.Resolve);
      packed.number(request.id);
      packed.number(request.partyNumber);
      writeReference(packed, request.order);
  }
  return packed.written;
}

export function unpackRequest(bytes: Buffer): LinkRequest {
  const reader = new PackedReader(bytes);
  const form = reader.byte();
  if (form === RequestForm.Submit) {
    return { kind: 'submit', id: reader.number(), commands: readAll(reader, readCommand) };
  }
  if (form === RequestForm.SubmitInTurn) {
    const [id, stream] = [reader.number(), reader.number()];
    return { kind: 'submitInTurn', id, stream, commands: readAll(reader, readCommand) };
  }
  if (form === RequestForm.Leave) return { kind: 'leave', stream: reader.number() };
  return {
    kind: 'resolve',
    id: reader.number(),
    partyNumber: reader.number(),
    order: readReference(reader),
  };
}

/** @returns bytes that are valid until the next message is packed. */
export function packAnswer(answer: LinkAnswer): Uint8Array {
  packed.clear();
  switch (answer.kind) {
    case 'replies':
      packed.byte(AnswerForm.Replies);
      packed.number(answer.id);
      for (const reply of answer.replies) writeReply(packed, reply);
      break;
    case 'resolved':
      packed.byte(AnswerForm.Resolved);
      packed.number(answer.id);
      packed.number(answer.orderId ?? 0);
      break;
    case 'status':
      packed.byte(AnswerForm.Status);
      packed.boolean(answer.status.accepting);
      packed.text(answer.status.reason);
  }
  return packed.written;
}

export function unpackAnswer(bytes: Buffer): LinkAnswer {
  const reader = new PackedReader(bytes);
  const form = reader.byte();
  if (form === AnswerForm.Replies) {
    return { kind: 'replies', id: reader.number(), replies: readAll(reader, readReply) };
  }
  if (form === AnswerForm.Resolved) {
    return { kind: 'resolved', id: reader.number(), orderId: reader.number() || undefined };
  }
  return { kind: 'status', status: { accepting: reader.boolean(), reason: reader.text() } };
}

function readAll<Part>(reader: PackedReader, read: (reader: PackedReader) => Part): readonly Part[] {
  const parts: Part[] = [];
  while (!reader.isAtEnd) parts.push(read(reader));
  return parts;
}

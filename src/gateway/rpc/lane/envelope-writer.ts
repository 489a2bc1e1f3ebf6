import { WireWriter } from '../../../wire/wire-writer.ts';
import { ENVELOPE_BYTES } from '../../http/envelope.ts';

/** All messages of the lane are written here, one after the other. */
export const wire = new WireWriter();

/** Begins a message in its gRPC envelope. */
export function beginEnvelope(): void {
  // A message that could not be written may have been left there.
  wire.rewind(0);
  wire.leave(ENVELOPE_BYTES);
}

/** A copy: what is sent is read later. */
export function finishEnvelope(): Buffer {
  const envelope = wire.copy();
  envelope.writeUInt8(0, 0);
  envelope.writeUInt32BE(envelope.length - ENVELOPE_BYTES, 1);
  return envelope;
}

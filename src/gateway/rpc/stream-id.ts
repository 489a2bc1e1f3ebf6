import { randomBytes } from 'node:crypto';

/** 128 bits, so that ids of other streams cannot be guessed. */
const RANDOM_BYTES = 16;

/** @param gateway index of the gateway of the stream; it is part of the id. */
export function createStreamId(gateway: number): string {
  return Buffer.from([...randomBytes(RANDOM_BYTES), gateway]).toString('base64url');
}

/** Index of the gateway of the stream with this id; undefined if the text is no id. */
export function gatewayOfStream(streamId: string): number | undefined {
  return Buffer.from(streamId, 'base64url')[RANDOM_BYTES];
}

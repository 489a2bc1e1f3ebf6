import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MessageProgress } from '../../../src/gateway/http/admission/message-progress.ts';
import { envelope } from '../rpc/raw-grpc.ts';

it('counts the bytes of the incomplete message, however the stream is cut', () => {
  const lengths = fc.array(fc.nat(600), { maxLength: 6 });
  const cuts = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1 });
  fc.assert(
    fc.property(lengths, cuts, (messageLengths, chunkLengths) => {
      const messages = messageLengths.map((length) => envelope(new Uint8Array(length)));
      const ends = new Set<number>([0]);
      for (const message of messages) ends.add(Math.max(...ends) + message.length);
      const bytes = Buffer.concat(messages);
      const progress = new MessageProgress();
      for (let offset = 0, cut = 0; offset < bytes.length; cut += 1) {
        const chunk = bytes.subarray(offset, offset + (chunkLengths[cut % chunkLengths.length] ?? 1));
        offset += chunk.length;
        progress.add(chunk);
        expect(progress.incompleteBytes).toBe(offset - Math.max(...[...ends].filter((end) => end <= offset)));
      }
      expect(progress.incompleteBytes).toBe(0);
    }),
  );
});

import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** A message in proto JSON, with the field names of the proto. */
const message = z.record(z.string(), z.json());
const error = z.strictObject({
  /** The name of a status code, in the spelling of Connect: `unavailable`. */
  code: z.string(),
  message: z.string().default(''),
  reason: z.string().optional(),
  field: z.string().optional(),
  metadata: z.record(z.string(), z.string()).default({}),
  retry_ms: z.number().optional(),
});
const outcome = { response: message.optional(), error: error.optional() };
const calls = { rpc: z.string(), request: message.default({}), authorization: z.string().optional() };
const always = z.literal(true);

/** The lines of a recording; README.md tells what each does. */
const line = z.union([
  z.strictObject({ note: z.string() }),
  z.strictObject({ answer: z.strictObject({ ...calls, ...outcome }) }),
  z.strictObject({ await: z.strictObject(calls) }),
  z.strictObject({ reply: z.strictObject(outcome) }),
  z.strictObject({ await_subscription: message }),
  z.strictObject({ await_command: message }),
  z.strictObject({ result: message }),
  z.strictObject({ send: message }),
  z.strictObject({ close: error }),
  z.strictObject({ end: always }),
  z.strictObject({ drop_connection: always }),
  z.strictObject({ silence_ms: z.number() }),
  z.strictObject({ quiet_ms: z.number() }),
]);

export type Line = z.output<typeof line>;
export type Fields = z.output<typeof message>;
export type ScriptedError = z.output<typeof error>;
export type Outcome = { readonly response?: Fields | undefined; readonly error?: ScriptedError | undefined };

/** The lines of a recording, each with its number. */
export function readScript(path: string): { readonly number: number; readonly line: Line }[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .map((text, index) => ({ number: index + 1, text }))
    .filter(({ text }) => text.trim() !== '')
    .map(({ number, text }) => {
      const read = line.safeParse(JSON.parse(text));
      if (!read.success) throw new Error(`line ${number} is none of the script: ${text}`);
      return { number, line: read.data };
    });
}

export function fieldsOf(value: unknown): Fields {
  return message.parse(value);
}

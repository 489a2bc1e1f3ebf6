import { type Refusal, RefusedError } from '../domain/refusal.ts';

/** An error on its way to another thread. A structured clone would lose its class and what was added. */
export type CrossingError =
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly others: readonly Refusal[] }
  | {
      readonly kind: 'other';
      readonly error: Error;
      readonly name: string;
      /** Of the system, such as `EADDRINUSE`. */
      readonly code: unknown;
    };

export function toCrossing(error: unknown): CrossingError {
  if (error instanceof RefusedError) {
    return { kind: 'refused', refusal: error.refusal, others: error.refusals.slice(1) };
  }
  if (!(error instanceof Error)) return toCrossing(new Error(String(error)));
  const { name, message, stack } = error;
  const code = 'code' in error ? error.code : undefined;
  // Without what else it has, which may not be cloneable.
  const plain = new Error(message);
  if (stack !== undefined) plain.stack = stack;
  return { kind: 'other', error: plain, name, code };
}

export function fromCrossing(crossing: CrossingError): Error {
  if (crossing.kind === 'refused') return new RefusedError(crossing.refusal, crossing.others);
  const { error, name, code } = crossing;
  if (error.name !== name) error.name = name;
  return code === undefined ? error : Object.assign(error, { code });
}

import { type Refusal, RefusedError } from '../domain/refusal.ts';
import { DamagedError, type DamagePlace } from '../storage/damaged-error.ts';
import { AdminPasswordMissingError } from './admin-password-missing-error.ts';

/** An error that goes to another thread. A structured clone would lose its class. */
export type CrossingError =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'admin password missing'; readonly partyId: string }
  | { readonly kind: 'damaged'; readonly what: string; readonly place: DamagePlace }
  | {
      readonly kind: 'other';
      readonly name: string;
      readonly message: string;
      readonly stack: string | undefined;
    };

export function toCrossing(error: unknown): CrossingError {
  if (error instanceof RefusedError) return { kind: 'refused', refusal: error.refusal };
  if (error instanceof AdminPasswordMissingError) {
    return { kind: 'admin password missing', partyId: error.partyId };
  }
  if (error instanceof DamagedError) return { kind: 'damaged', what: error.what, place: error.place };
  if (!(error instanceof Error)) {
    return { kind: 'other', name: 'Error', message: String(error), stack: undefined };
  }
  const { name, message, stack } = error;
  return { kind: 'other', name, message, stack };
}

export function fromCrossing(crossing: CrossingError): Error {
  switch (crossing.kind) {
    case 'refused':
      return new RefusedError(crossing.refusal);
    case 'admin password missing':
      return new AdminPasswordMissingError(crossing.partyId);
    case 'damaged':
      return new DamagedError(crossing.what, crossing.place);
    case 'other': {
      const { name, message, stack } = crossing;
      const error = new Error(message);
      error.name = name;
      if (stack !== undefined) error.stack = stack;
      return error;
    }
  }
}

/** An event that is impossible in the state to which it was applied. */
export class InconsistentEventError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InconsistentEventError';
  }
}

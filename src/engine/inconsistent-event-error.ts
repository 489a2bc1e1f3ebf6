/** An event that cannot have happened in the state it was applied to. */
export class InconsistentEventError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InconsistentEventError';
  }
}

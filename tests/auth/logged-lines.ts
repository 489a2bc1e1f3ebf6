import type { Logger } from '../../src/domain/logger.ts';

/** A log that a test reads. */
export class LoggedLines implements Logger {
  readonly lines: { readonly level: string; readonly message: string; readonly facts: object }[] = [];

  get messages(): string[] {
    return this.lines.map(({ message }) => message);
  }

  info(facts: object, message: string): void {
    this.lines.push({ level: 'info', message, facts });
  }

  warn(facts: object, message: string): void {
    this.lines.push({ level: 'warn', message, facts });
  }

  error(facts: object, message: string): void {
    this.lines.push({ level: 'error', message, facts });
  }
}

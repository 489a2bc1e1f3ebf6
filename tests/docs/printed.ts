import { stripVTControlCharacters } from 'node:util';

/** Documented output lines that were not printed. Numbers and column widths may differ. `…` stands for any lines. */
export function missingLines(documented: string, printed: string): string[] {
  const lines = stripVTControlCharacters(printed)
    .split(/\r?\n|\r/)
    .map((line) => line.trim());
  return documented
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== '…')
    .filter((line) => !lines.some((printedLine) => formOf(line).test(printedLine)));
}

function formOf(line: string): RegExp {
  const escaped = line.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const form = escaped
    .replace(/\d(?:[\d,:]|\\\.\d)*/g, '\\d[\\d.,:]*')
    .replace(/\s+/g, '\\s+')
    .replace(/\b(?:BUY|SELL)\b/g, '(?:BUY|SELL)')
    .replace(/\b(?:buy|sell)\b/g, '(?:buy|sell)');
  return new RegExp(`^${form}$`);
}

import { stripVTControlCharacters } from 'node:util';

/** npm goes back to the start of the line and erases it: its spinner was there. */
const ERASED = '\x1b[1G\x1b[0K';

/** Documented output lines that were not printed. Numbers and column widths may differ. `…` stands for any lines. */
export function missingLines(documented: string, printed: string): string[] {
  const lines = printed
    .split(/\r?\n|\r/)
    .map((line) => stripVTControlCharacters(line.split(ERASED).at(-1) ?? '').trim());
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

/**
 * Names and texts that people tell apart by looking at them. One name is one sequence of characters (Unicode NFC), and what
 * cannot be seen, or changes the direction of what stands beside it, is in none.
 */

/** Control and format characters, private and unassigned ones, separators of lines, fillers, and the blank of Braille. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;
const LINE_BREAKS_AND_TABS = /[\r\n\t]/g;
/** A space that is not ASCII, at an end, or beside another one. */
const MISLEADING_SPACE = /(?! )\p{Zs}|^ | $| {2}/u;

/** For messages, after a field's name. */
export const NAME_FORM =
  'without control, invisible and direction characters, and with single ASCII spaces inside only';
export const TEXT_FORM = 'without control, invisible and direction characters';

/** The form in which a name is stored and looked up. */
export function normalizeName(name: string): string {
  return name.normalize('NFC');
}

/** Whether a name that is new may be taken: of a party or an instrument. */
export function isPlainName(name: string): boolean {
  return name === normalizeName(name) && !INVISIBLE.test(name) && !MISLEADING_SPACE.test(name);
}

/** Whether text that people read beside a name may be taken. It may have several lines. */
export function isPlainText(text: string): boolean {
  return !INVISIBLE.test(text.replace(LINE_BREAKS_AND_TABS, ''));
}

/**
 * Rules for names and texts that people read, so that different names look different. Each name has one form (Unicode NFC).
 * Characters are not allowed if they are invisible or change the direction of the text around them.
 */

/** Control, format, private and unassigned characters, line separators, fillers, and the Braille blank. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;
const LINE_BREAKS_AND_TABS = /[\r\n\t]/g;
/** A non-ASCII space, a space at an end, or two adjacent spaces. */
const MISLEADING_SPACE = /(?! )\p{Zs}|^ | $| {2}/u;

/** Used in messages after the name of a field. */
export const NAME_FORM =
  'without control, invisible and direction characters, and with single ASCII spaces inside only';
export const TEXT_FORM = 'without control, invisible and direction characters';

/** The form in which a name is stored and looked up. */
export function normalizeName(name: string): string {
  return name.normalize('NFC');
}

/** Whether a new party or instrument may have this name. */
export function isPlainName(name: string): boolean {
  return name === normalizeName(name) && !INVISIBLE.test(name) && !MISLEADING_SPACE.test(name);
}

/** Whether a descriptive text is allowed. It may have several lines. */
export function isPlainText(text: string): boolean {
  return !INVISIBLE.test(text.replace(LINE_BREAKS_AND_TABS, ''));
}

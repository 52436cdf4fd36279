/** Control characters, and those that are not seen or change the direction of writing (Unicode Bidi_Control, TR 36). */
const UNSEEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff]/g

/** Text of strangers made safe for a terminal or a document: no escape sequences, nothing unseen, no change of direction. */
export const printable = (text: string): string => text.toWellFormed().replace(/\t/g, ' ').replace(UNSEEN, '')

/** The same on one line. */
export const oneLine = (text: string): string => printable(text.replace(/\s+/g, ' ')).trim()

/** At most `width` characters, the last an ellipsis where something is missing. */
export const clipped = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1)).toWellFormed()}…`

/** Text in the cells of a terminal: a wide character takes two, a combining one none (UAX 11, UAX 29). */

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
const NARROW = /^[\u0020-\u007e\u00a0-\u02ff\u0370-\u052f\u2010-\u206f\u2190-\u21ff\u2500-\u25ff]*$/
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u

/** One string per cell; the cell behind a wide character is empty. */
export function cellsOf(text: string): string[] {
  if (NARROW.test(text)) return [...text]
  return Array.from(graphemes.segment(text), ({ segment }) => segment).flatMap((one) =>
    /^\p{M}+$/u.test(one) ? [] : WIDE.test(one) ? [one, ''] : [one],
  )
}

export const cellWidth = (text: string): number => cellsOf(text).length

/** At most `width` cells, the last an ellipsis where something is missing. */
export function cellsUpTo(text: string, width: number, ellipsis: string): string {
  const cells = cellsOf(text)
  if (cells.length <= width) return text
  const room = Math.max(0, width - ellipsis.length)
  // A wide character is not cut in half.
  const end = cells[room] === '' ? room - 1 : room
  return cells.slice(0, Math.max(0, end)).join('') + ellipsis.slice(0, width)
}

/**
 * Finds the usual words of a format in a text without cutting them out: they come by the thousand, and every copy would
 * have to be hashed, compared letter by letter ever after, and collected. `words` should be literals: those compare by
 * identity. What is not among them is cut out.
 */
export function createKnownWords(words: readonly string[]): (text: string, start: number, end: number) => string {
  const byShape = Map.groupBy(words, (word) => shapeOf(word, 0, word.length))
  return (text, start, end) => {
    const same = byShape.get(shapeOf(text, start, end))
    if (same) for (const word of same) if (text.startsWith(word, start)) return word
    return text.slice(start, end)
  }
}

/** Length, first and last character; few words of one format share all three. */
export const shapeOf = (text: string, start: number, end: number): number =>
  (end - start) * 65_536 + (text.charCodeAt(start) & 0xff) * 256 + (text.charCodeAt(end - 1) & 0xff)

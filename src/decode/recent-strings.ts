/** Texts remembered; the messages of a few hundred running calls. A power of two. */
const SLOTS = 1_024
/** Longer ones are not worth comparing. */
const MAX_LENGTH = 256

/**
 * Gives equal texts one copy: tags, branches and Call-IDs come again with every message of a call, and each copy kept is
 * one more object for the garbage collector to carry about. A text is told by where it stands in another, and is cut out only
 * when it is new.
 */
export function createRecentStrings(): (text: string, start: number, end: number) => string {
  const slots = new Array<string>(SLOTS).fill('')
  return (text, start, end) => {
    const length = end - start
    if (length > MAX_LENGTH) return text.slice(start, end)
    const slot = slotOf(text, start, end)
    const known = slots[slot]!
    if (known.length === length && text.startsWith(known, start)) return known
    const made = text.slice(start, end)
    slots[slot] = made
    return made
  }
}

/** What tells such texts apart stands at their ends, or spread out over all of them. */
function slotOf(text: string, start: number, end: number): number {
  let hash = end - start
  const step = 1 + (hash >> 3)
  for (let at = end - 1; at >= start; at -= step) hash = Math.imul(hash, 31) + text.charCodeAt(at)
  return (hash ^ (hash >>> 10)) & (SLOTS - 1)
}

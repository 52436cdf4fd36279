/** Texts remembered; the messages of a few hundred running calls. A power of two. */
const SLOTS = 1_024
/** Longer ones are not worth comparing. */
const MAX_LENGTH = 256

/**
 * Gives equal texts one copy: tags, branches and Call-IDs come again with every message of a call, and each copy kept is
 * one more object for the garbage collector to carry about.
 */
export function createRecentStrings(): (text: string) => string {
  const slots = new Array<string>(SLOTS).fill('')
  return (text) => {
    const { length } = text
    if (length > MAX_LENGTH) return text
    const slot = slotOf(text, length)
    const known = slots[slot]!
    if (known === text) return known
    slots[slot] = text
    return text
  }
}

/** What tells such texts apart stands at their ends, or spread out over all of them. */
function slotOf(text: string, length: number): number {
  let hash = length
  const step = 1 + (length >> 3)
  for (let at = length - 1; at >= 0; at -= step) hash = Math.imul(hash, 31) + text.charCodeAt(at)
  return (hash ^ (hash >>> 10)) & (SLOTS - 1)
}

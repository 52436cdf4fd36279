/** Remembered by each: what the rules ask of one call concerns an exchange or two, with an offer and an answer each. */
const FEW = 4

/**
 * `make`, with its last answers remembered: the rules ask the same of one call one after the other, and then never again.
 * For things that do not change; a map of all that was ever asked would be the garbage collector's to carry about.
 */
export function lastFew<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const keys = new Array<Key | undefined>(FEW).fill(undefined)
  const values = new Array<Value | undefined>(FEW).fill(undefined)
  let next = 0
  return (key) => {
    const known = keys.indexOf(key)
    if (known >= 0) return values[known] as Value
    const value = make(key)
    keys[next] = key
    values[next] = value
    next = (next + 1) % FEW
    return value
  }
}

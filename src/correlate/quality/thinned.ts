/** A list that keeps at most `max` of all that is added, spread evenly over it. `max` is even. */
export interface Thinned<T> {
  add(item: T): void
  list(): readonly T[]
}

/** Whenever it is full every second item goes, and from then on only each second, fourth ... is taken. */
export function createThinned<T>(max: number): Thinned<T> {
  let items: T[] = []
  let every = 1
  let seen = 0
  return {
    add(item) {
      if (seen++ % every !== 0) return
      if (items.length >= max) {
        items = items.filter((_, index) => index % 2 === 0)
        every *= 2
        if ((seen - 1) % every !== 0) return
      }
      items.push(item)
    },
    list: () => items,
  }
}

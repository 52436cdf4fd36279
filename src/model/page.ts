/** What part of a list is wanted. */
export interface Page<Filter> {
  readonly filter?: Filter | undefined
  /** 1..100 */
  readonly first: number
  /** Opaque, from `Slice.items[].cursor`; exclusive. A malformed one is `invalid_input`. */
  readonly after?: string | undefined
}

/** A part of a list, each item with the cursor that continues behind it. */
export interface Slice<Item> {
  readonly items: readonly { readonly item: Item; readonly cursor: string }[]
  readonly hasNext: boolean
}

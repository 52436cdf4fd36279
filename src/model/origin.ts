/** Where in the input a thing stands: a capture's frame number, or the first line of pasted text; both count from 1. */
export type Origin =
  | { readonly kind: 'frame'; readonly number: number }
  | { readonly kind: 'line'; readonly number: number }

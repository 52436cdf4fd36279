/** A step that remembers. `push` must not keep hold of its input; `end` gives what was still held. */
export interface Stage<In, Out> {
  push(batch: readonly In[]): readonly Out[]
  end(): readonly Out[]
}

/** Two stages as one: what the first gives, the second takes. */
export const chain = <A, B, C>(first: Stage<A, B>, second: Stage<B, C>): Stage<A, C> => ({
  push: (batch) => second.push(first.push(batch)),
  end: () => [...second.push(first.end()), ...second.end()],
})

/**
 * A step of the spine that remembers. An input is a batch already, a chunk of bytes, so `push` is called once a chunk, never once a
 * packet. It must not keep hold of what it is given; `end` gives what was still held. What comes out does not depend on where
 * the input was cut.
 */
export interface Stage<In, Out> {
  push(input: In): readonly Out[]
  end(): readonly Out[]
}

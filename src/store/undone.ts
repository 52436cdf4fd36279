/** Thrown in a transaction: everything it did is rolled back, and `result` is what the caller is told. */
export class Undone extends Error {
  readonly result: unknown
  constructor(result: unknown) {
    super('rolled back')
    this.result = result
  }
}

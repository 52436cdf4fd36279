import { describe, expect, test } from 'vitest'
import { hostileInputs, met } from './hostile.ts'

/** More than any cap; `npm run fuzz -- --hostile` takes a million. */
const MANY = 20_000

describe('a hostile input meets a named cap', () => {
  for (const hostile of hostileInputs(MANY)) {
    test(hostile.name, async () => expect(await met(hostile)).toContain(hostile.flaw))
  }
})

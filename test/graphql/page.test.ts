import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { connectionOf, pageOf, sliceOf } from '../../src/graphql/page.ts'

const name = (item: number): string => String(item)

describe('pages in memory', () => {
  it('joined are the list, each item once, however they are cut', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(), { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (items, first) => {
        const seen: number[] = []
        let after: string | undefined
        do {
          const slice = sliceOf(items, { first, after }, name)
          seen.push(...slice.items.map(({ item }) => item))
          after = slice.hasNext ? slice.items.at(-1)?.cursor : undefined
        } while (after !== undefined)
        expect(seen).toEqual(items)
      }),
    )
  })

  it('go on behind the same item when others have come before it', () => {
    const before = sliceOf([1, 2, 3], { first: 2 }, name)
    const after = before.items[1]?.cursor
    expect(sliceOf([9, 1, 2, 3], { first: 2, after }, name).items.map(({ item }) => item)).toEqual([3])
  })

  it('refuse a cursor of another kind', () => {
    expect(() => sliceOf([1], { first: 1, after: 'zz' }, name)).toThrow(
      expect.objectContaining({ code: 'invalid_input' }),
    )
  })

  it.each([
    [undefined, 20],
    [null, 20],
    [0, 1],
    [-3, 1],
    [100, 100],
    [101, 100],
  ])('of %s items have %i', (first, size) => {
    expect(pageOf({ first }, 20).first).toBe(size)
  })

  it('know whether something comes before', () => {
    const slice = sliceOf([1, 2], { first: 1 }, name)
    expect(connectionOf(slice, undefined, name).pageInfo).toEqual({ hasNextPage: true, hasPreviousPage: false })
    expect(connectionOf(slice, 'x', name).pageInfo.hasPreviousPage).toBe(true)
  })
})

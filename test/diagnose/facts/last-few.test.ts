import { expect, test } from 'vitest'
import { lastFew } from '../../../src/diagnose/facts/last-few.ts'

test('is asked again only for what was forgotten', () => {
  const asked: string[] = []
  const nameOf = lastFew(({ name }: { name: string }) => {
    asked.push(name)
    return name.toUpperCase()
  })
  const things = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name }))
  const [a, b, c, d, e] = things
  expect([a, b, a, b, c, d, a].map((one) => nameOf(one!))).toEqual(['A', 'B', 'A', 'B', 'C', 'D', 'A'])
  expect(asked).toEqual(['a', 'b', 'c', 'd'])
  expect([e, a, e].map((one) => nameOf(one!))).toEqual(['E', 'A', 'E'])
  expect(asked).toEqual(['a', 'b', 'c', 'd', 'e', 'a'])
})

test('tells what looks alike apart, and remembers that there was nothing', () => {
  let asked = 0
  const nothing = lastFew((_: object): undefined => {
    asked++
    return undefined
  })
  const [one, other] = [{}, {}]
  expect([nothing(one), nothing(one), nothing(other)]).toEqual([undefined, undefined, undefined])
  expect(asked).toBe(2)
})

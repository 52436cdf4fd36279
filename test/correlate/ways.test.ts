import { expect, test } from 'vitest'
import { newHeld } from '../../src/correlate/held.ts'
import { createWays } from '../../src/correlate/ways.ts'

const held = (callId: string) => newHeld('call', `call:${callId}`, { callId, aor: '', registrar: '' })
const host = (address: string, port?: number) => ({ address, port })

test('who last used a way, by both addresses and ports', () => {
  const ways = createWays(10)
  const [a, b] = [held('a'), held('b')]
  ways.use(host('10.0.0.1', 5060), host('10.0.0.2', 5060), a)
  ways.use(host('10.0.0.1', 5060), host('10.0.0.2', 5080), b)
  expect(ways.last(host('10.0.0.1', 5060), host('10.0.0.2', 5060))).toBe(a)
  expect(ways.last(host('10.0.0.1', 5060), host('10.0.0.2', 5080))).toBe(b)
  expect(ways.last(host('10.0.0.2', 5060), host('10.0.0.1', 5060))).toBeUndefined()
  ways.use(host('10.0.0.1', 5060), host('10.0.0.2', 5060), b)
  expect(ways.last(host('10.0.0.1', 5060), host('10.0.0.2', 5060))).toBe(b)
})

test('the host met first makes room', () => {
  const ways = createWays(2)
  for (let i = 1; i <= 3; i++) ways.use(host(`10.0.0.${i}`), host('10.0.0.9'), held(`${i}`))
  const known = [1, 2, 3].map((i) => ways.last(host(`10.0.0.${i}`), host('10.0.0.9'))?.callId)
  expect(known).toEqual([undefined, '2', '3'])
})

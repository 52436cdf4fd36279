import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFragments, FRAGMENT_WAIT_MICROS, MAX_FRAGMENTED } from '../../../src/decode/network/fragments.ts'
import { decodeIp } from '../../../src/decode/network/ip.ts'
import { Packet } from '../../../src/decode/network/packet.ts'
import type { FlawKind } from '../../../src/model/flaw.ts'
import { ip } from '../../support/capture-writer.ts'

const V4 = { source: '198.51.100.7', destination: '203.0.113.9' }
const V6 = { source: '2001:db8::7', destination: '2001:db8::9' }

/** Fragments as they come, and what is made of them. */
function reassembly() {
  const flaws = new Map<FlawKind, number>()
  const fragments = createFragments((kind, _example, _where, times = 1) =>
    flaws.set(kind, (flaws.get(kind) ?? 0) + times),
  )
  const packet = new Packet()
  const whole: string[] = []
  const text = () => Buffer.from(packet.bytes.subarray(packet.start, packet.end)).toString('latin1')
  return {
    flaws,
    whole,
    /** A piece of `payload` that says it begins at `offset`. */
    push(payload: string, offset: number, more: boolean, { flow = V4, id = 1, at = 0 } = {}) {
      const bytes = ip(Uint8Array.from(Buffer.from(payload, 'latin1')), { ...flow, id, offset, more })
      packet.at = at
      packet.frame++
      decodeIp(packet, bytes, 0, bytes.length, () => {})
      if (fragments.add(packet)) whole.push(text())
    },
    expire(now: number) {
      fragments.expire(now, packet, () => whole.push(`${text()}...`))
    },
    deadline: fragments.deadline,
  }
}

describe('overlapping pieces', () => {
  test('IPv4: what came first stays, and it is counted', () => {
    const { push, whole, flaws } = reassembly()
    push('aaaaaaaaAAAAAAAA', 0, true)
    push('bbbbbbbbBBBBBBBB', 8, true)
    push('cccc', 24, false)
    expect(whole).toEqual(['aaaaaaaaAAAAAAAABBBBBBBBcccc'])
    expect([...flaws]).toEqual([['ip-fragment-overlap', 1]])
  })

  test('IPv4: a piece around others fills the gaps only', () => {
    const { push, whole } = reassembly()
    push('22222222', 16, true)
    push('00000000', 0, true)
    push('xxxxxxxxXXXXXXXXyyyyyyyyYYYYYYYY', 0, true)
    push('end', 32, false)
    expect(whole).toEqual(['00000000XXXXXXXX22222222YYYYYYYYend'])
  })

  test('IPv6: nothing of the datagram is used (RFC 5722), however it goes on', () => {
    const { push, whole, flaws, expire } = reassembly()
    push('aaaaaaaaAAAAAAAA', 0, true, { flow: V6 })
    push('bbbbbbbbBBBBBBBB', 8, true, { flow: V6 })
    push('cccc', 24, false, { flow: V6 })
    expire(Number.POSITIVE_INFINITY)
    expect(whole).toEqual([])
    expect([...flaws]).toEqual([['ip-fragment-overlap', 1]])
  })
})

describe('pieces that a mirror port delivers twice', () => {
  test.each([
    ['IPv4', V4],
    ['IPv6', V6],
  ])('%s: before and after the datagram is whole they count once', (_name, flow) => {
    const { push, whole, flaws, expire } = reassembly()
    push('aaaaaaaa', 0, true, { flow })
    push('aaaaaaaa', 0, true, { flow, at: 100 })
    push('bb', 8, false, { flow, at: 200 })
    push('bb', 8, false, { flow, at: 300 })
    expire(Number.POSITIVE_INFINITY)
    expect(whole).toEqual(['aaaaaaaabb'])
    expect([...flaws]).toEqual([['capture-duplicate', 2]])
  })

  test('later, the identification is that of another datagram', () => {
    const { push, whole } = reassembly()
    for (const at of [0, 10_000]) {
      push('aaaaaaaa', 0, true, { at })
      push('bb', 8, false, { at })
    }
    expect(whole).toEqual(['aaaaaaaabb', 'aaaaaaaabb'])
  })
})

describe('what is never completed', () => {
  test('is given up after its time, as far as it goes', () => {
    const { push, whole, flaws, expire, deadline } = reassembly()
    push('aaaaaaaa', 0, true, { at: 50 })
    push('cc', 16, false, { at: 60 })
    expect(deadline()).toBe(50 + FRAGMENT_WAIT_MICROS)
    expire(FRAGMENT_WAIT_MICROS)
    expect(whole).toEqual([])
    expire(50 + FRAGMENT_WAIT_MICROS)
    expect(whole).toEqual(['aaaaaaaa...'])
    expect([...flaws]).toEqual([['ip-fragment-ignored', 2]])
    expect(deadline()).toBe(Number.POSITIVE_INFINITY)
  })

  test('a hundred thousand first pieces, each of another datagram, leave only the last', () => {
    const { push, whole, flaws, expire } = reassembly()
    const total = 100_000
    for (let i = 0; i < total; i++)
      push('aaaaaaaa', 0, true, { flow: { ...V4, source: `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}` } })
    expect([...flaws]).toEqual([['ip-fragments-capped', total - MAX_FRAGMENTED]])
    expire(Number.POSITIVE_INFINITY)
    expect(whole).toHaveLength(MAX_FRAGMENTED)
  })

  test('more pieces than a datagram has are not kept', () => {
    const { push, flaws } = reassembly()
    for (let i = 0; i < 200; i++) push('aaaaaaaa', i * 16, true)
    expect([...flaws]).toEqual([['ip-fragments-capped', 72]])
  })
})

test('in whatever order pieces come, and however often, the datagram is the same', () => {
  const payload = Array.from({ length: 400 }, (_, i) => String.fromCharCode(33 + (i % 90))).join('')
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 49 }), { maxLength: 10 })
  fc.assert(
    fc.property(cuts, fc.infiniteStream(fc.nat()), fc.constantFrom(V4, V6), (places, picks, flow) => {
      const edges = [0, ...places.map((place) => place * 8).sort((a, b) => a - b), payload.length]
      const pieces = edges.slice(1).map((end, i) => [edges[i]!, end] as const)
      const order = [...pieces, ...pieces.slice(0, 3)]
      const shuffled = order.map((piece) => [picks.next().value!, piece] as const).sort((a, b) => a[0] - b[0])
      const { push, whole } = reassembly()
      for (const [, [from, to]] of shuffled) push(payload.slice(from, to), from, to < payload.length, { flow })
      if (pieces.length > 1) expect(whole).toEqual([payload])
    }),
  )
})

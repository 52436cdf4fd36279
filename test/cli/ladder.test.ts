import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ladder } from '../../src/cli/ladder.ts'
import type { LadderRow } from '../../src/model/events.ts'
import { CALL } from './analysed.ts'

const row = (more: Partial<LadderRow>): LadderRow => ({
  number: 1,
  at: undefined,
  from: 'a',
  to: 'b',
  label: 'INVITE',
  retransmission: false,
  ...more,
})

describe('ladder', () => {
  test('three endpoints', () => {
    expect(ladder({ ...CALL, messages: CALL.messages.slice(2) }, 80)).toBe(
      [
        '                    10.0.0.2:5060        10.0.0.3:5060        10.0.0.1:5060',
        '    3     0.000           │── INVITE (SDP) ───▶│                    │',
        '    4     1.400           │                    │── 200 OK (SDP) ───▶│',
      ].join('\n'),
    )
  })

  test('endpoints and rows that do not fit are counted', () => {
    const messages = Array.from({ length: 100 }, (_, i) =>
      row({ number: i + 1, from: 'a', to: i < 90 ? 'b' : `c${i}` }),
    )
    const drawn = ladder({ ...CALL, messages }, 70)
    expect(drawn.split('\n')).toHaveLength(1 + 60 + 1)
    expect(drawn).toContain('… 40 more')
  })

  test('whatever the names and labels, every line fits the paper', () => {
    const text = fc.string({ maxLength: 60 })
    const rows = fc.array(fc.record({ from: text, to: text, label: text, retransmission: fc.boolean() }), {
      maxLength: 8,
    })
    fc.assert(
      fc.property(rows, fc.integer({ min: 60, max: 160 }), (some, width) => {
        const messages = some.map((one, i) => row({ ...one, number: i + 1 }))
        for (const line of ladder({ ...CALL, messages }, width).split('\n'))
          expect(line.length).toBeLessThanOrEqual(width)
      }),
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Transport } from '../../../src/model/endpoint.ts'
import type { Direction } from '../../../src/model/message.ts'
import { isoOf } from '../../../src/model/time.ts'
import { AS_READ, readText } from './read-text.ts'

type End = { readonly address: string; readonly port: number | undefined } | undefined

export const ALICE = { address: '192.0.2.1', port: 5060 }
export const BOB = { address: '203.0.113.2', port: 5080 }
export const DASHES = '-'.repeat(72)

/** A log that holds the INVITE and the 100 of `read-text.ts`. */
export interface Case {
  readonly text: readonly string[]
  /** Source and destination of the INVITE; those of the answer are the other way round. */
  readonly ends: readonly [End, End]
  /** Way of the INVITE; the answer goes the other. Undefined for programs that only watch. */
  readonly direction?: Direction
  /** Of both, or of each. Not told when left out. */
  readonly transport?: Transport | readonly [Transport | undefined, Transport | undefined]
  /** Not told when left out. */
  readonly times?: readonly [string, string]
  /** Lines the INVITE and the 100 begin on. */
  readonly lines: readonly [number, number]
  /** Log events among the lines; none when left out. */
  readonly events?: number
}

const OTHER_WAY: Readonly<Record<Direction, Direction>> = { sent: 'received', received: 'sent' }

/** Each case is read whole, with either line end, and cut anywhere; nothing in it is left over. */
export function testFormat(format: string, cases: Readonly<Record<string, Case>>) {
  describe.each(Object.entries(cases))('%s', (_, { text, ends, direction, transport, times, lines, events }) => {
    it.each([
      ['LF', '\n'],
      ['CRLF', '\r\n'],
    ])('is read, %s', (_, end) => {
      const read = readText(text.join(end) + end)
      const { messages } = read
      expect(messages).toMatchObject(AS_READ)
      expect(read.formats).toEqual([format])
      expect(read.flaws).toEqual([])
      expect(messages.map((m) => [m.source, m.destination])).toEqual([
        [ends[0], ends[1]],
        [ends[1], ends[0]],
      ])
      const back = direction === undefined ? undefined : OTHER_WAY[direction]
      expect(messages.map((m) => m.direction)).toEqual([direction, back])
      expect(messages.map((m) => m.transport)).toEqual(Array.isArray(transport) ? transport : [transport, transport])
      const at = messages.map((m) => (m.at === undefined ? undefined : isoOf(m.at)))
      expect(at).toEqual(times ?? [undefined, undefined])
      expect(messages.map((m) => m.origin)).toEqual(lines.map((number) => ({ kind: 'line', number })))
      expect(messages[0]!.description?.media).toMatchObject([{ port: 4000, codecs: [{ encoding: 'PCMU' }] }])
      expect(read.events).toHaveLength(events ?? 0)
    })

    it('reads the same wherever it is cut', () => {
      const bytes = Buffer.from(`${text.join('\n')}\n`)
      const whole = readText(bytes)
      fc.assert(
        fc.property(fc.array(fc.nat(bytes.length), { maxLength: 8 }), (cuts) => {
          expect(readText(bytes, cuts).items).toEqual(whole.items)
        }),
        { numRuns: 30 },
      )
    })
  })
}

/** Lines of the same program that are no messages. */
export function testNoMessages(cases: Readonly<Record<string, readonly string[]>>) {
  it.each(Object.entries(cases))('no message: %s', (_, text) => {
    expect(readText(`${text.join('\n')}\n`).messages).toEqual([])
  })
}

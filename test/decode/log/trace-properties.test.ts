import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { INVITE, readText, TRYING } from './read-text.ts'

const DASHES = '-'.repeat(72)

/** Each the lines of one message with its envelope. */
const TRACES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'raw messages': [
    [...INVITE, ''],
    [...TRYING, ''],
  ],
  sngrep: [
    ['2026/04/16 18:30:00.000123 192.0.2.1:5060 -> 203.0.113.2:5080', ...INVITE, '', ''],
    ['2026/04/16 18:30:00.100000 203.0.113.2:5080 -> 192.0.2.1:5060', ...TRYING, ''],
  ],
  'Asterisk PJSIP logger': [
    ['<--- Transmitting SIP request (500 bytes) to UDP:203.0.113.2:5080 --->', ...INVITE, ''],
    ['<--- Received SIP response (300 bytes) from UDP:203.0.113.2:5080 --->', ...TRYING, ''],
  ],
  'FreeSWITCH siptrace': [
    ['send 500 bytes to udp/[203.0.113.2]:5080 at 18:30:00.000001:', DASHES, ...INVITE, DASHES],
    ['recv 300 bytes from udp/[203.0.113.2]:5080 at 18:30:00.100000:', DASHES, ...TRYING, DASHES],
  ],
  Linphone: [
    [
      '2026-04-16 18:30:00:001 [belle-sip] MESSAGE channel [0x7]: message sent to [UDP://203.0.113.2:5080], size: [5] bytes',
      ...INVITE,
      '',
    ],
    [
      '2026-04-16 18:30:00:100 [belle-sip] MESSAGE channel [0x7]: received [3] new bytes from [UDP://203.0.113.2:5080]:',
      ...TRYING,
      '',
    ],
  ],
  'an unknown log': [
    ['18:30:00.001 gateway: sending SIP message to 203.0.113.2:5080 over TCP', ...INVITE, ''],
    ['18:30:00.100 gateway: received SIP message from 203.0.113.2:5080 over TCP', ...TRYING, ''],
  ],
  'drawn rows': [['A -> B: INVITE sip:b@example.com'], ['B -> A: 180 Ringing'], ['B -> A: 200 OK'], ['A -> B: ACK']],
}

const NOISE = [
  '2026-04-16 18:30:00.000123 [DEBUG] sofia.c:7327 Channel sofia/internal entering state [calling][0]',
  '[Apr 16 18:30:00] NOTICE[12][C-0001]: chan_sip.c:24 handle_request_register: Registration failed',
  '    -- Executing [100@default:1] Dial("PJSIP/a", "PJSIP/b") in new stack',
  'Apr 16 18:30:00 host kernel: [123.456] eth0: link becomes ready',
  '000815: *Apr 16 18:30:00.215: //1/0123456789AB/CCAPI/ccCallDisconnect: Cause Value=16',
  'INFO:  worker 4 is idle',
  '18:30:00.001 pjsua_call.c Call 0 state changed to CALLING',
]

const all = (trace: readonly (readonly string[])[]): string => `${trace.flat().join('\n')}\n`

/** Messages without what depends on where they stand. */
const told = (text: string) =>
  readText(text).messages.map((message) => {
    const { origin: _, lines: __, repairs: ___, ...own } = message
    const { kind, direction, complete, body, description } = message
    return { ...own, kind, direction, complete, body, description, raw: message.raw.trimEnd() }
  })

describe.each(Object.entries(TRACES))('%s', (name, trace) => {
  const whole = all(trace)

  it('reads the same wherever it is cut', () => {
    const bytes = Buffer.from(whole.replaceAll('\n', '\r\n'))
    const once = readText(bytes)
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), (cuts) => {
        const pieces = readText(bytes, cuts)
        expect(pieces.items).toEqual(once.items)
        expect(pieces.lines).toEqual(once.lines)
        expect(pieces.flaws).toEqual(once.flaws)
      }),
      { numRuns: 50 },
    )
  })

  it('is the same with any lines of a log between the messages', () => {
    // Without an envelope a message takes its time from the log line above it.
    const strip =
      name === 'raw messages'
        ? (messages: ReturnType<typeof told>) => messages.map(({ at: _, ...rest }) => rest)
        : <T>(x: T) => x
    const expected = strip(told(whole))
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.constantFrom(...NOISE), { maxLength: 4 }), {
          minLength: trace.length,
          maxLength: trace.length,
        }),
        (noise) => {
          const woven = trace.flatMap((lines, i) => [...noise[i]!, ...(noise[i]!.length > 0 ? [''] : []), ...lines])
          expect(strip(told(`${woven.join('\n')}\n`))).toEqual(expected)
        },
      ),
      { numRuns: 50 },
    )
  })

  it('is the same when all of it is quoted, indented or numbered', () => {
    const expected = told(whole)
    const lines = trace.flat()
    const marked = (mark: (line: string, i: number) => string) => told(`${lines.map(mark).join('\n')}\n`)
    for (const mark of ['> ', '>', '>> ', '> > ', '＞ ']) expect(marked((line) => mark + line)).toEqual(expected)
    expect(marked((line) => `> ${line}`.trimEnd())).toEqual(expected)
    if (name === 'drawn rows') return
    expect(marked((line) => `    ${line}`)).toEqual(expected)
    expect(marked((line) => `\t${line}`)).toEqual(expected)
    expect(marked((line, i) => `${String(i + 1).padStart(3)} ${line}`)).toEqual(expected)
    expect(marked((line, i) => `${i + 1}: ${line}`)).toEqual(expected)
  })

  it('counts each line once', () => {
    const { total, blank, sip, log, notUnderstood } = readText(whole).lines
    expect(blank + sip + log + notUnderstood).toBe(total)
    expect({ total, notUnderstood }).toEqual({ total: trace.flat().length, notUnderstood: 0 })
  })
})

it('a message that was damaged anywhere throws nothing, and its lines are counted', () => {
  const alphabet = [...'\r\n\t <>|":;,=/\\#&^-0aSIP', 'SIP/2.0', 'INVITE sip:', '\\r\\n', '<br>', '&lt;', '-> ', '> ']
  const text = `${[...INVITE, '', ...TRYING].join('\n')}\n`
  const edit = fc.record({
    at: fc.nat(text.length),
    cut: fc.nat(40),
    put: fc.array(fc.constantFrom(...alphabet), { maxLength: 6 }),
  })
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 6 }), (edits) => {
      const damaged = edits.reduce(
        (now, { at, cut, put }) => now.slice(0, at) + put.join('') + now.slice(at + cut),
        text,
      )
      const { lines } = readText(damaged)
      expect(lines.blank + lines.sip + lines.log + lines.notUnderstood).toBe(lines.total)
    }),
    { numRuns: 300 },
  )
})

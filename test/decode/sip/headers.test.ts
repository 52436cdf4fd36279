import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HeaderScan, headersOf, indexOfHeader, scanHeaders, valueAt } from '../../../src/decode/sip/headers.ts'

function read(raw: string, lenient = false) {
  const scan = new HeaderScan()
  const flaws: string[] = []
  scanHeaders(scan, raw, 0, lenient, (kind, example) => flaws.push(`${kind}: ${example}`))
  return { scan, flaws, headers: headersOf(scan, raw).map(({ name, value }) => [name, value]) }
}

describe('headers', () => {
  test('folded lines are one value, and the body begins after the empty line', () => {
    const { headers, scan } = read('\r\nSubject: one\r\n two\r\n\tthree  \r\nv:\r\n SIP/2.0/UDP a\r\n\r\nbody')
    expect(headers).toEqual([
      ['subject', 'one two three'],
      ['via', 'SIP/2.0/UDP a'],
    ])
    expect([scan.terminated, scan.bodyLine]).toEqual([true, 7])
  })

  test('a line without a name is a flaw in a packet, and a continuation in pasted text', () => {
    const raw = '\r\nSubject: one\r\nand more\r\n\r\n'
    expect(read(raw)).toMatchObject({ flaws: ['sip-header-invalid: and more'], headers: [['subject', 'one']] })
    expect(read(raw, true)).toMatchObject({ flaws: [], headers: [['subject', 'one and more']] })
  })

  test.each(['No colon', ': no name', 'Spa ce: d', 'Ünlaut: x', '(a): b'])('%j is no header', (line) => {
    expect(read(`\r\n${line}\r\n\r\n`)).toMatchObject({ flaws: [`sip-header-invalid: ${line}`], headers: [] })
  })

  test('one is found by its long or short name in any case', () => {
    const raw = '\r\nCALL-id: a\r\nI: b\r\nVia : c\r\n\r\n'
    const { scan } = read(raw)
    expect(valueAt(scan, raw, indexOfHeader(scan, raw, 'call-id'))).toBe('a')
    expect(valueAt(scan, raw, indexOfHeader(scan, raw, 'via'))).toBe('c')
    expect(indexOfHeader(scan, raw, 'to')).toBe(-1)
  })

  test('looking for one finds what cutting out all finds', () => {
    const line = fc.oneof(
      fc.constantFrom('Via: a', 'v:b', 'VIA : c', 'To: d', 't: e', ' folded', '\tmore', 'Nonsense', 'Call-ID:f', ''),
      fc.string({ maxLength: 12 }),
    )
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 8 }),
        fc.boolean(),
        fc.constantFrom('\r\n', '\n', '\r'),
        (lines, lenient, end) => {
          const raw = `${end}${lines.join(end)}`
          const { scan, headers } = read(raw, lenient)
          for (const name of ['via', 'to', 'call-id']) {
            const index = indexOfHeader(scan, raw, name)
            const expected = headers.find(([found]) => found === name)?.[1]
            expect(index < 0 ? undefined : valueAt(scan, raw, index)).toBe(expected)
          }
        },
      ),
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLineReader, type Line, MAX_LINE_BYTES } from '../../../src/decode/log/lines.ts'

function read(bytes: Uint8Array, cuts: readonly number[] = []) {
  const flaws: string[] = []
  const reader = createLineReader((kind) => flaws.push(kind))
  const lines: Line[] = []
  let start = 0
  for (const cut of [...cuts].sort((a, b) => a - b).map((c) => c % (bytes.length + 1))) {
    if (cut < start) continue
    lines.push(...reader.push(bytes.subarray(start, cut)))
    start = cut
  }
  lines.push(...reader.push(bytes.subarray(start)), ...reader.end())
  return { lines, texts: lines.map((line) => line.text), flaws }
}

describe('line ends', () => {
  it.each([
    ['a\nb\n', ['a', 'b']],
    ['a\r\nb', ['a', 'b']],
    ['a\r\r\nb\r\r\n', ['a', 'b']],
    ['a\rb\rc', ['a', 'b', 'c']],
    ['a\r\rb\n', ['a', '', 'b']],
    ['\n\na', ['', '', 'a']],
    ['a\n\r\n', ['a', '']],
    ['', []],
  ])('%j', (text, expected) => {
    const { texts, lines } = read(Buffer.from(text))
    expect(texts).toEqual(expected)
    expect(lines.map((line) => line.number)).toEqual(expected.map((_, i) => i + 1))
  })
})

describe('encodings', () => {
  const text = 'Grüße\nλ →\n'
  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16LE with a mark', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16LE without', Buffer.from(text, 'utf16le')],
    ['UTF-16BE with a mark', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['UTF-16BE without', Buffer.from(text, 'utf16le').swap16()],
  ])('%s', (_, bytes) => {
    expect(read(bytes).texts).toEqual(['Grüße', 'λ →'])
  })

  it('reads a line that is no UTF-8 as Latin-1 and says so', () => {
    const { texts, flaws } = read(
      Buffer.concat([Buffer.from('λ\n'), Buffer.from('Grüße\n', 'latin1'), Buffer.from('λ\n')]),
    )
    expect(texts).toEqual(['λ', 'Grüße', 'λ'])
    expect(flaws).toEqual(['text-encoding-repaired'])
  })

  it.each([1, 2, 3])('reads %i bytes', (size) => {
    expect(read(Buffer.from('abc'.slice(0, size))).texts).toEqual(['abc'.slice(0, size)])
  })
})

describe('a line that is too long', () => {
  const long = 'x'.repeat(MAX_LINE_BYTES + 10)

  it('is kept up to the limit, and its rest dropped with a flaw', () => {
    const { lines, flaws } = read(Buffer.from(`${long}${long}\nnext\n`))
    expect(lines.map((line) => [line.text.length, line.number])).toEqual([
      [MAX_LINE_BYTES, 1],
      [4, 2],
    ])
    expect(flaws).toEqual(['text-line-too-long'])
  })

  it('is cut after a line end written out, and loses nothing', () => {
    const part = `${'y'.repeat(30_000)}\\n`
    const { lines, flaws } = read(Buffer.from(`${part.repeat(5)}\nnext`))
    expect(lines.map((line) => line.number)).toEqual([1, 1, 1, 2])
    expect(
      lines
        .slice(0, 3)
        .map((line) => line.text)
        .join(''),
    ).toBe(part.repeat(5))
    expect(flaws).toEqual([])
  })

  it('reads the same however it arrives', () => {
    const bytes = Buffer.from(`a\n${long}\r\n${'z\\n'.repeat(40_000)}\rb`)
    const whole = read(bytes)
    for (const size of [1_000, 65_536, 65_537]) {
      const cuts = Array.from({ length: Math.floor(bytes.length / size) }, (_, i) => i * size)
      expect(read(bytes, cuts)).toEqual(whole)
    }
  })

  it('may be all line ends', () => {
    const bytes = Buffer.from(`a${'\r'.repeat(300_000)}b`)
    expect(read(bytes).texts).toEqual(['a', '', '', '', '', '', '', '', 'b'])
    expect(read(bytes, [5, 9, 30, 100_000])).toEqual(read(bytes))
  })
})

it('cutting anywhere changes nothing', () => {
  const piece = fc.constantFrom('\n', '\r', '\r\n', '\r\r\n', 'a', 'ä', '€', '\\n', '\xff', 'word ')
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 40 }),
      fc.array(fc.nat(200), { maxLength: 12 }),
      fc.boolean(),
      (pieces, cuts, wide) => {
        const bytes = Buffer.from(pieces.join(''), wide ? 'utf16le' : pieces.includes('\xff') ? 'latin1' : 'utf8')
        expect(read(bytes, cuts)).toEqual(read(bytes))
      },
    ),
    { numRuns: 500 },
  )
})

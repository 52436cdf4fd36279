import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cellWidth } from '../../src/ladder/cells.ts'
import { textLadder } from '../../src/ladder/text.ts'
import { sourceOf } from '../support/ladder-source.ts'
import { DRAWINGS, FOUND } from './drawings.ts'
import { nastySource, UNSEEN } from './hostile.ts'

describe('textLadder', () => {
  test.each(
    Object.entries(DRAWINGS).flatMap(([name, drawn]) => [80, 120].map((width) => [name, width, drawn] as const)),
  )('%s on %i characters looks as it was approved', async (name, width, drawn) => {
    const source = sourceOf(drawn, name === 'simple' ? FOUND : [])
    await expect(`${textLadder(source, { width })}\n`).toMatchFileSnapshot(`../golden/ladder/${name}-${width}.txt`)
  })

  test('in ASCII it is the same picture', () => {
    const source = sourceOf(DRAWINGS.simple, FOUND)
    const [plain, ascii] = [false, true].map((only) => textLadder(source, { width: 90, ascii: only }).split('\n'))
    expect(ascii).toHaveLength(plain!.length)
    expect(ascii!.join('\n')).toMatch(/^[\n -~]+$/)
    expect(ascii!.map((line) => line.length)).toEqual(plain!.map(cellWidth))
    expect(ascii!.join('\n')).toMatch(/\|-+ INVITE \(SDP\) -+>\|/)
  })

  test('colours by what a row is, and only where they are wanted', () => {
    const source = sourceOf(DRAWINGS.simple)
    expect(textLadder(source, { width: 90 })).not.toContain('\u001b')
    const coloured = textLadder(source, { width: 90, colour: true })
    const line = (part: string) => coloured.split('\n').find((one) => one.includes(part))
    expect(line('200 OK (SDP)')).toContain('\u001b[32m')
    expect(line('8.0 % lost')).toContain('\u001b[35m')
    expect(line(' ACK ')).not.toContain('\u001b')
  })

  test('rows beyond the most are counted', () => {
    const drawn = textLadder(sourceOf(DRAWINGS.simple), { width: 80, rows: 3 })
    expect(drawn).toContain('… 6 more')
    expect(drawn).not.toContain('ACK')
  })

  test('whatever strangers write, no line is wider than the paper and nothing commands the terminal', () => {
    fc.assert(
      fc.property(nastySource, fc.integer({ min: 40, max: 160 }), fc.boolean(), (source, width, ascii) => {
        const drawn = textLadder(source, { width, ascii })
        expect(drawn).not.toMatch(UNSEEN)
        for (const line of drawn.split('\n')) expect(cellWidth(line)).toBeLessThanOrEqual(width)
        if (ascii) expect(drawn).toMatch(/^[\n -~]*$/)
      }),
      { numRuns: 300 },
    )
  })
})

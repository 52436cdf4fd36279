import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { svgLadder } from '../../src/ladder/svg.ts'
import { sourceOf } from '../support/ladder-source.ts'
import { allElements, parseXml } from '../support/xml.ts'
import { DRAWINGS, FOUND } from './drawings.ts'
import { nastySource, UNSEEN } from './hostile.ts'

const ELEMENTS = ['svg', 'title', 'desc', 'style', 'rect', 'text', 'line', 'g', 'path', 'circle']
const ATTRIBUTES = [
  ...[
    'xmlns',
    'class',
    'role',
    'aria-labelledby',
    'viewBox',
    'width',
    'height',
    'id',
    'x',
    'y',
    'x1',
    'y1',
    'x2',
    'y2',
  ],
  ...['rx', 'cx', 'cy', 'r', 'd', 'text-anchor', 'fill-opacity'],
]

describe('svgLadder', () => {
  test.each(Object.entries(DRAWINGS))('%s looks as it was approved', async (name, drawn) => {
    const source = sourceOf(drawn, name === 'simple' ? FOUND : [])
    await expect(svgLadder(source)).toMatchFileSnapshot(`../golden/ladder/${name}.svg`)
  })

  test('says what it shows, to those who cannot see it too', () => {
    const svg = parseXml(svgLadder(sourceOf(DRAWINGS.simple, FOUND), 'call-1'))
    const all = allElements(svg)
    expect(svg.attributes).toMatchObject({ role: 'img', 'aria-labelledby': 'call-1-title call-1-desc' })
    expect(all.find(({ attributes }) => attributes.id === 'call-1-title')?.text).toMatch(/^Call 1: sip:alice/)
    const description = all.find(({ attributes }) => attributes.id === 'call-1-desc')?.text
    expect(description).toBe(
      'Sequence of 7 messages and 2 media streams between 192.0.2.5, 198.51.100.9. Findings: RTP packet loss 8.0 %; SRTP not used.',
    )
    const tooltips = all.filter(({ name }) => name === 'title').map(({ text }) => text)
    expect(tooltips.find((text) => text.startsWith('6: BYE from 198.51.100.9 to 192.0.2.5'))).toMatch(/Q\.850 16/)
    expect(tooltips.find((text) => text.startsWith('1: INVITE'))).toContain('low: SRTP not used')
  })

  test('everything stands within its frame', () => {
    for (const drawn of Object.values(DRAWINGS)) {
      const svg = parseXml(svgLadder(sourceOf(drawn, FOUND)))
      const [, , width, height] = svg.attributes.viewBox!.split(' ').map(Number)
      for (const { name, attributes, text } of allElements(svg)) {
        if (name !== 'text') continue
        const long = [...text].length * 7.25
        const left =
          Number(attributes.x) -
          (attributes['text-anchor'] === 'middle' ? long / 2 : attributes['text-anchor'] === 'end' ? long : 0)
        expect(left, text).toBeGreaterThanOrEqual(0)
        expect(left + long, text).toBeLessThanOrEqual(width! + 40)
        expect(Number(attributes.y)).toBeLessThan(height!)
      }
    }
  })

  test('whatever strangers write, it is well-formed and holds no element, attribute or script but ours', () => {
    fc.assert(
      fc.property(nastySource, (source) => {
        const document = svgLadder(source)
        expect(document).not.toMatch(UNSEEN)
        for (const { name, attributes } of allElements(parseXml(document))) {
          expect(ELEMENTS).toContain(name)
          for (const key of Object.keys(attributes)) expect(ATTRIBUTES).toContain(key)
          expect(attributes.class ?? 'sl').toMatch(/^[a-z0-9 -]+$/)
        }
      }),
      { numRuns: 200 },
    )
  })
})

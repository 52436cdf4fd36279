import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mermaidLadder } from '../../src/ladder/mermaid.ts'
import { sourceOf } from '../support/ladder-source.ts'
import { DRAWINGS, FOUND } from './drawings.ts'
import { nastySource, UNSEEN } from './hostile.ts'

/** What a text may hold: letters, digits, harmless marks, and entity codes. */
const TEXT = String.raw`(?:[\p{L}\p{M}\p{N} .,:/@()+*=_×…-]|#\d{1,7};)+`
const LINE = new RegExp(
  String.raw`^ {2}(?:participant L\d+ as ${TEXT}|L\d+(?:->>|-->>|-\))L\d+: ${TEXT}|Note over L\d+(?:,L\d+)?: ${TEXT})$`,
  'u',
)

describe('mermaidLadder', () => {
  test.each(Object.entries(DRAWINGS))('%s is written as it was approved', async (name, drawn) => {
    const source = sourceOf(drawn, name === 'simple' ? FOUND : [])
    await expect(mermaidLadder(source)).toMatchFileSnapshot(`../golden/ladder/${name}.mmd`)
  })

  test('requests are whole lines, responses broken ones, media open arrows', () => {
    const text = mermaidLadder(sourceOf(DRAWINGS.simple))
    expect(text).toContain('L1->>L2: INVITE (SDP)')
    expect(text).toContain('L2-->>L1: 180 Ringing')
    expect(text).toMatch(/L2-\)L1: RTP PCMU, 8\.0 #37; lost/)
    expect(text).toContain('Note over L1,L2: 20.8 s later')
  })

  test('whatever strangers write, every line is one of ours, and their words are only text', () => {
    fc.assert(
      fc.property(nastySource, (source) => {
        const lines = mermaidLadder(source).split('\n')
        expect(lines[0]).toBe('sequenceDiagram')
        expect(lines.at(-1)).toBe('')
        for (const line of lines.slice(1, -1)) {
          expect(line).toMatch(LINE)
          expect(line).not.toMatch(UNSEEN)
          // Mermaid takes these for CSS before it reads entities, and has letters of its own for them.
          expect(line).not.toMatch(/style|classDef|[ﬂß]/)
        }
      }),
      { numRuns: 200 },
    )
  })
})

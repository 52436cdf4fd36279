import { expect, test } from 'vitest'
import { openLines } from '../../src/cli/open.ts'
import type { InsufficientReason, RuleCoverage } from '../../src/model/finding.ts'

const blind = (rule: string, reason: InsufficientReason): RuleCoverage => ({
  rule,
  verdict: 'insufficient-evidence',
  reason,
  subjects: 1,
})

test('nothing is said where everything could be checked', () => {
  expect(openLines({ coverage: [{ rule: 'a.b', verdict: 'clear', reason: undefined, subjects: 3 }] })).toEqual([])
})

test('a line for each reason, the commonest first, and what would settle it', () => {
  const coverage = [
    blind('sdp.a', 'message-cut'),
    ...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => blind(`media.${name}`, 'no-rtp-in-capture')),
  ]
  expect(openLines({ coverage, nextCapture: 'Capture the RTP.' })).toEqual([
    '6 rules: no RTP is in the input (media.a, media.b, media.c, media.d and 2 more)',
    '1 rule: messages are cut (sdp.a)',
    'Capture the RTP.',
  ])
})

import { expect, test } from 'vitest'
import { RULES } from '../../src/diagnose/catalogue.ts'
import { nextCaptureOf, openQuestions } from '../../src/diagnose/next-capture.ts'
import { TallyKeeper } from '../../src/diagnose/tally.ts'
import type { InsufficientReason, RuleCoverage } from '../../src/model/finding.ts'
import { correlated, ladder } from '../support/ladder.ts'

const answered = correlated(ladder`
  203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU
  203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU
  203.0.113.1 > 203.0.113.7  ACK`)

function asked(coverage: readonly (readonly [rule: string, reason: InsufficientReason])[], batch = answered) {
  const tally = new TallyKeeper()
  for (const conversation of batch.conversations) tally.take(conversation)
  const all = coverage.map(
    ([rule, reason]): RuleCoverage => ({ rule, reason, verdict: 'insufficient-evidence', subjects: 1 }),
  )
  return openQuestions(all, RULES, tally.read(), batch.facts)
}

test('nothing open asks for nothing', () => {
  expect(nextCaptureOf(asked([]))).toBeUndefined()
})

test('what only harmless rules miss is not worth a capture', () => {
  expect(asked([['codec.list', 'message-cut']])).toEqual([])
})

test('a text of an answered call asks for its RTP', () => {
  const open = asked([
    ['media.no-media', 'no-rtp-in-capture'],
    ['media.one-way-audio', 'no-rtp-in-capture'],
  ])
  expect(open).toMatchObject([{ reason: 'no-rtp-in-capture', rules: ['media.no-media', 'media.one-way-audio'] }])
  expect(nextCaptureOf(open)).toMatch(/packet capture with the RTP/)
})

test('a call that nobody answered has no RTP to capture', () => {
  const busy = correlated(ladder`
    203.0.113.1 > 203.0.113.7  INVITE
    203.0.113.7 > 203.0.113.1  486`)
  expect(asked([['media.no-media', 'no-rtp-in-capture']], busy)).toEqual([])
})

test('what blocks most, and the gravest, comes first; three at most', () => {
  const open = asked([
    ['signaling.short-call', 'ends-mid-dialog'],
    ['signaling.response-5xx', 'ends-mid-dialog'],
    ['nat.private-address-in-sdp', 'message-cut'],
    ['sdp.no-common-codec', 'message-cut'],
    ['media.no-media', 'no-rtp-in-capture'],
    ['tls.certificate-expired', 'encrypted'],
  ])
  expect(open.map(({ reason }) => reason)).toHaveLength(3)
  expect(open[0]).toMatchObject({ reason: 'message-cut', rules: ['sdp.no-common-codec', 'nat.private-address-in-sdp'] })
})

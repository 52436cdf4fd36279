import type { Analysed } from '../../src/cli/analysis.ts'
import type { CallRecord } from '../../src/model/events.ts'
import { countSeverities, type Finding, recommendationsOf } from '../../src/model/finding.ts'
import { analysedLadder } from '../support/analysed-ladder.ts'
import { finding } from '../support/finding.ts'
import { ladder } from '../support/ladder.ts'
import { callRecordOf, ladderRow, NO_FACTS, NO_METRICS } from '../support/records.ts'

const AT = Date.UTC(2026, 3, 16, 18, 30) * 1000

export const FINDINGS: readonly Finding[] = [
  finding({
    id: 'f1',
    rule: 'nat.private-address-in-sdp',
    severity: 'high',
    category: 'media',
    title: 'RFC 1918 private IP in SDP c= line',
    evidence: [
      {
        kind: 'sdp-line',
        message: 1,
        frame: undefined,
        line: 16,
        at: AT,
        excerpt: 'c=IN IP4 192.168.1.100',
        redacted: false,
      },
    ],
    firstSeen: AT,
    lastSeen: AT + 123,
  }),
  finding({
    id: 'f2',
    rule: 'media.one-way-audio',
    severity: 'medium',
    category: 'media',
    title: 'One-way audio',
    causedBy: 'f1',
    count: 3,
    evidence: [
      {
        kind: 'aggregate',
        message: undefined,
        frame: 12,
        line: undefined,
        at: undefined,
        excerpt: '400 packets one way, 0 the other',
        redacted: false,
      },
    ],
  }),
  finding({
    id: 'f3',
    rule: undefined,
    source: 'llm',
    severity: 'info',
    title: 'Evil \u001b[31m<img src=x> `tick` ]]> & "quoted" \u0001 [link](http://evil.example)',
    detail: 'Line one\nline two \u202e backwards',
    recommendation: '',
  }),
]

const LANES = ['10.0.0.1', '10.0.0.2', '10.0.0.3'].map((address) => ({ name: address, address }))

export const CALL: CallRecord = callRecordOf(1, {
  lanes: LANES,
  callIds: ['a'],
  from: 'sip:alice@atlanta.example',
  to: 'sip:bob@biloxi.example',
  outcome: 'answered',
  status: 200,
  startedAt: AT,
  answeredAt: AT + 2_000_000,
  endedAt: AT + 5_000_000,
  sessionRequestDelayMs: 500,
  talkTimeMs: 3_000,
  messages: [
    ladderRow(1, '10.0.0.1:5060', '10.0.0.2:5060', { at: AT, label: 'INVITE (SDP)' }),
    ladderRow(2, '10.0.0.1:5060', '10.0.0.2:5060', {
      at: AT + 500_000,
      label: 'INVITE (SDP)',
      retransmission: true,
      retransmissionOf: 1,
    }),
    ladderRow(3, '10.0.0.2:5060', '10.0.0.3:5060', { at: AT + 600_000, fromLane: 1, toLane: 2, label: 'INVITE (SDP)' }),
    ladderRow(4, '10.0.0.3:5060', '10.0.0.1:5060', {
      at: AT + 2_000_000,
      fromLane: 2,
      toLane: 0,
      label: '200 OK (SDP)',
      status: 200,
      reason: 'OK',
    }),
  ],
})

const LINES = { total: 90, blank: 4, sip: 80, log: 4, notUnderstood: 2 }

export function analysed(findings: readonly Finding[] = FINDINGS, more: Partial<Analysed> = {}): Analysed {
  return {
    file: 'traces/a call.txt',
    analysedAt: AT,
    elapsedMs: 12.4,
    calls: [CALL],
    streams: [],
    registrations: [],
    report: {
      findings,
      severityCounts: countSeverities(findings),
      recommendations: recommendationsOf(findings),
      summary: 'The call was answered, and one side heard nothing.',
      metrics: {
        ...NO_METRICS,
        calls: 1,
        answered: 1,
        failed: 0,
        rtpStreams: 1,
        packets: 400,
        lost: 0,
        lossPercent: 0,
        jitterMsMean: undefined,
        jitterMsMax: undefined,
        sessionRequestDelayMs: 500,
        talkTimeMs: 3_000,
      },
      input: {
        kind: 'text',
        format: 'raw SIP',
        bytes: 1_234,
        packets: undefined,
        messages: 4,
        calls: 1,
        firstAt: AT,
        lastAt: AT + 5_000_000,
        flaws: [
          { kind: 'text-line-not-understood', count: 2, example: 'hm', where: { kind: 'line', number: 3 } },
          { kind: 'sip-message-partial', count: 1, example: 'BYE sip:a SIP/2.0', where: { kind: 'line', number: 9 } },
        ],
        lines: { ...LINES, firstNotUnderstood: [{ number: 3, text: 'hm' }] },
      },
      coverage: [
        { rule: 'nat.private-address-in-sdp', verdict: 'fired', reason: undefined, subjects: 2 },
        { rule: 'auth.loop', verdict: 'clear', reason: undefined, subjects: 1 },
        { rule: 'media.loss-high', verdict: 'insufficient-evidence', reason: 'no-rtp-in-capture', subjects: 1 },
        { rule: 'tls.certificate-expired', verdict: 'not-applicable', reason: undefined, subjects: 0 },
      ],
      endpoints: [],
      peers: [],
    },
    ...more,
  }
}

const MEDIA = analysedLadder(ladder`
  0  192.0.2.5:4000 > 192.0.2.9:3000  rtp PCMU 600
  0  192.0.2.9:3000 > 192.0.2.5:4000  rtp PCMU 600 lost 30
  20 192.0.2.5 > 192.0.2.9 REGISTER
  21 192.0.2.9 > 192.0.2.5 403`)

const RATED = { scale: 'NB', rFactor: 50, mosListening: 3, mosConversational: 2.9, worst: undefined } as const
const JITTER = { mean: 1, p95: 1, max: 2, last: 1 }

/** Two calls, media that nobody rated and media that sounds bad, a registration that was refused. */
export const BUSY: Analysed = analysed(FINDINGS, {
  calls: [
    {
      ...CALL,
      facts: {
        ...NO_FACTS,
        postDialDelay: { ms: 400, sinceLastTryMs: 400, status: 180, description: false },
        release: {
          how: 'bye',
          by: 'callee',
          host: '10.0.0.3:5060',
          at: AT,
          message: 5,
          status: undefined,
          timer: undefined,
          causes: [{ header: 'Reason', protocol: 'Q.850', cause: 16, meaning: undefined, text: undefined }],
        },
      },
    },
    callRecordOf(2),
  ],
  streams: MEDIA.streams.map((stream) => ({
    ...stream,
    call: stream.lost > 0 ? undefined : 1,
    jitterMs: JITTER,
    quality: stream.lost > 0 ? { ...stream.quality!, ...RATED } : undefined,
  })),
  registrations: MEDIA.registrations,
  report: {
    ...analysed().report,
    endpoints: [
      {
        ...MEDIA.report.endpoints[0]!,
        label: 'Phone',
        roles: [{ role: 'user-agent', confidence: 1, because: 'it registers' }],
        product: {
          ...{ id: undefined, name: 'Example', vendor: undefined, version: '1.0', claimed: 'Example/1.0' },
          ...{ by: 'user-agent', confidence: 0.9, message: 1 },
        },
        sent: 3,
        received: 4,
      },
    ],
  },
})

import type { Analysed } from '../../src/cli/analysis.ts'
import type { CallRecord } from '../../src/model/events.ts'
import { countSeverities, type Finding, recommendationsOf } from '../../src/model/finding.ts'
import { finding } from '../support/finding.ts'

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

export const CALL: CallRecord = {
  number: 1,
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
    { number: 1, at: AT, from: '10.0.0.1:5060', to: '10.0.0.2:5060', label: 'INVITE (SDP)', retransmission: false },
    {
      number: 2,
      at: AT + 500_000,
      from: '10.0.0.1:5060',
      to: '10.0.0.2:5060',
      label: 'INVITE (SDP)',
      retransmission: true,
    },
    {
      number: 3,
      at: AT + 600_000,
      from: '10.0.0.2:5060',
      to: '10.0.0.3:5060',
      label: 'INVITE (SDP)',
      retransmission: false,
    },
    {
      number: 4,
      at: AT + 2_000_000,
      from: '10.0.0.3:5060',
      to: '10.0.0.1:5060',
      label: '200 OK (SDP)',
      retransmission: false,
    },
  ],
  streams: [],
}

const LINES = { total: 90, blank: 4, sip: 80, log: 4, notUnderstood: 2 }

export function analysed(findings: readonly Finding[] = FINDINGS, more: Partial<Analysed> = {}): Analysed {
  return {
    file: 'traces/a call.txt',
    analysedAt: AT,
    elapsedMs: 12.4,
    calls: [CALL],
    report: {
      findings,
      severityCounts: countSeverities(findings),
      recommendations: recommendationsOf(findings),
      summary: 'The call was answered, and one side heard nothing.',
      metrics: {
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
    },
    ...more,
  }
}

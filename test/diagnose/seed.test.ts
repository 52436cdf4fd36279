import { expect, test } from 'vitest'
import { createAnalyzer } from '../../src/analyze.ts'
import type { AnalysisEvent, Report } from '../../src/model/events.ts'

/** The reference's own example request, its two messages completed with the descriptions it speaks of. */
const TRACE = `INVITE sip:bob@biloxi.com SIP/2.0
Via: SIP/2.0/UDP pc33.atlanta.com;branch=z9hG4bK776
Max-Forwards: 70
To: Bob <sip:bob@biloxi.com>
From: Alice <sip:alice@atlanta.com>;tag=1928301774
Call-ID: a84b4c76e66710@pc33.atlanta.com
CSeq: 314159 INVITE
Contact: <sip:alice@pc33.atlanta.com>
Content-Type: application/sdp

v=0
o=alice 2890844526 2890844526 IN IP4 192.168.1.100
s=-
c=IN IP4 192.168.1.100
t=0 0
m=audio 49172 RTP/AVP 0
a=rtpmap:0 PCMU/8000
a=ptime:30

SIP/2.0 200 OK
Via: SIP/2.0/UDP pc33.atlanta.com;branch=z9hG4bK776
To: Bob <sip:bob@biloxi.com>;tag=a6c85cf
From: Alice <sip:alice@atlanta.com>;tag=1928301774
Call-ID: a84b4c76e66710@pc33.atlanta.com
CSeq: 314159 INVITE
Contact: <sip:bob@biloxi.com>
Content-Type: application/sdp

v=0
o=bob 2890844527 2890844527 IN IP4 203.0.113.20
s=-
c=IN IP4 203.0.113.20
t=0 0
m=audio 3456 RTP/AVP 0
a=rtpmap:0 PCMU/8000
a=ptime:20
`

function reportOf(text: string, context: { issue?: string; endpoints?: string[] } = {}): Report {
  const analyzer = createAnalyzer({ ...context, analysedAt: 0 })
  const events: AnalysisEvent[] = [...analyzer.push(Buffer.from(text)), ...analyzer.end()]
  const verdict = events.at(-1)
  if (verdict?.kind !== 'verdict') throw new Error('no verdict')
  return verdict.report
}

const FORMS = {
  LF: TRACE,
  CRLF: TRACE.replaceAll('\n', '\r\n'),
  'literal \\n': TRACE.replaceAll('\n', '\\n'),
}
const CONTEXTS = [{}, { issue: 'one-way-audio', endpoints: ['Softphone', 'Carrier'] }]

test.each(Object.entries(FORMS).flatMap(([form, text]) => CONTEXTS.map((context) => ({ form, text, context }))))(
  'the reference example: $form, $context',
  ({ text, context }) => {
    const { findings, severityCounts } = reportOf(text, context)
    expect(findings[0]).toMatchObject({
      severity: 'high',
      category: 'media',
      title: 'RFC 1918 private IP in SDP c= line',
    })
    expect(findings[0]!.detail).toContain('c=IN IP4 192.168.1.100')
    expect(findings[0]!.recommendation).toContain('external_media_address')
    expect(findings[0]!.recommendation).toContain('ext-rtp-ip')
    expect(findings[1]).toMatchObject({
      severity: 'medium',
      category: 'codec',
      title: 'ptime mismatch between offer and answer',
    })
    expect(findings[1]!.detail).toContain('Offerer set a=ptime:30, answerer set a=ptime:20.')
    expect(severityCounts).toMatchObject({ critical: 0, high: 1, medium: 1 })
  },
)

test('the offer alone, as the reference prints it', () => {
  const offer = TRACE.slice(0, TRACE.indexOf('SIP/2.0 200'))
  expect(reportOf(offer).findings[0]).toMatchObject({ severity: 'high', rule: 'nat.private-address-in-sdp' })
})

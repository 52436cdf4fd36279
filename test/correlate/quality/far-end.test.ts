import { describe, expect, test } from 'vitest'
import { farEndReportsOf, reportsIn } from '../../../src/correlate/quality/far-end.ts'
import type { Call } from '../../../src/model/call.ts'
import { conversationsOf, ladderOf } from '../../support/ladder.ts'

function reportsOf(...end: readonly string[]) {
  const [call] = conversationsOf(
    ladderOf(`
    0   10.0.0.5 > 10.0.0.9 INVITE
    1   10.0.0.9 > 10.0.0.5 200
    1.1 10.0.0.5 > 10.0.0.9 ACK
    9   10.0.0.9 > 10.0.0.5 BYE ${end[0] ?? ''}
    9.1 10.0.0.5 > 10.0.0.9 200 ${end[1] ?? ''}`),
  )
  return farEndReportsOf(call as Call)
}

const stat = (text: string) => reportsOf(`header "P-RTP-Stat: ${text}"`)[0]!

describe('statistics in headers', () => {
  test('who says what, and where', () => {
    const [callee, caller] = reportsOf(
      'header "P-RTP-Stat: PS=500,OS=80000,PR=480,OR=76800,PL=20,JI=3,LA=40,DU=10"',
      'header "X-RTP-Stat: PS=500;PR=500;PL=0"',
    )
    expect(callee).toMatchObject({
      ...{ by: 'callee', message: 4, carrier: 'P-RTP-Stat', about: 'both', invalid: undefined },
      ...{ packetsSent: 500, packetsReceived: 480, packetsLost: 20, lossPercent: 4, jitterMs: 3 },
      ...{ oneWayDelayMs: 40, durationS: 10, mosListening: undefined },
    })
    expect(caller).toMatchObject({
      by: 'caller',
      message: 5,
      carrier: 'X-RTP-Stat',
      lossPercent: 0,
      invalid: undefined,
    })
  })

  test('Cisco phones: one header for each direction, with a MOS', () => {
    const metrics = 'VQMetrics=CCR=0.0012;MLQK=4.5000;MLQKav=4.4000'
    const [received, sent] = reportsOf(
      `header "RTP-RxStat: Dur=42,Pkt=2098,Oct=360856,LatePkt=6,LostPkt=2,AvgJit=1,${metrics}" header "RTP-TxStat: Dur=42,Pkt=2100,Oct=361200"`,
    )
    expect(received).toMatchObject({ about: 'received', packetsReceived: 2_098, packetsLost: 2, mosListening: 4.4 })
    expect(sent).toMatchObject({ about: 'sent', packetsSent: 2_100, packetsReceived: undefined, invalid: undefined })
  })

  test.each([
    ['PS=0,PR=0,PL=0,JI=0,LA=0', 'no-data'],
    ['PS=nodata', 'no-data'],
    ['PS=500,PR=500,PL=4294967295', 'wrapped'],
    ['PS=500,PR=500,PL=-3', 'negative'],
    ['PS=500,PR=500,PL=0,JI=-1', 'negative'],
    ['PS=500,PR=10,PL=700', 'more-lost-than-expected'],
    ['PR=5000,PL=100000,DU=10', 'more-lost-than-expected'],
    ['PS=500,PR=490,PL=10,DU=10', undefined],
    ['PS=500,PR=0,PL=0', undefined],
    ['PS=0,PR=490,PL=10', undefined],
  ])('%s: %s', (text, invalid) => {
    expect(stat(text).invalid).toBe(invalid)
  })

  test('a call that reports nothing', () => {
    expect(reportsOf()).toEqual([])
  })
})

describe('quality reports (RFC 6035)', () => {
  const REPORT = (metrics: string) =>
    `VQSessionReport: CallTerm\\nCallID: leg-a@example.com\\nLocalMetrics:\\n${metrics}`

  const published = (metrics: string) => {
    const [exchange] = conversationsOf(
      ladderOf(`0 10.0.0.5 > 10.0.0.9 PUBLISH body "application/vq-rtcpxr" "${REPORT(metrics)}"`),
    )
    const [message] = (exchange as Call).messages
    return reportsIn(message!, undefined)
  }

  test('of a call that the body names, measured by who sends it', () => {
    const [report, ...others] = published(
      'PacketLoss:NLR=5.0 JDR=2.0\\nDelay:RTD=200 ESD=140 SOWD=50 IAJ=2\\nQualityEst:MOSLQ=4.2 MOSCQ=3.9 RCQ=85\\nSessionDesc:PT=0 PD=PCMU',
    )
    expect(others).toEqual([])
    expect(report).toMatchObject({
      ...{ by: undefined, callId: 'leg-a@example.com', carrier: 'application/vq-rtcpxr', about: 'received' },
      ...{ lossPercent: 5, discardPercent: 2, roundTripMs: 200, oneWayDelayMs: 50, jitterMs: 2 },
      ...{ mosListening: 4.2, mosConversational: 3.9, rFactor: 85, codec: 'PCMU', invalid: undefined },
    })
  })

  test('what the other side told, is of what this side sent', () => {
    const reports = published('PacketLoss:NLR=1.0 JDR=0\\nRemoteMetrics:\\nPacketLoss:NLR=3.0 JDR=0')
    expect(reports.map(({ about, lossPercent }) => [about, lossPercent])).toEqual([
      ['received', 1],
      ['sent', 3],
    ])
  })

  test('more than all of it lost', () => {
    expect(published('PacketLoss:NLR=180 JDR=0')[0]!.invalid).toBe('out-of-range')
  })
})

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createAnalyzer } from '../../src/analyze.ts'
import { absoluteDelay } from '../../src/correlate/quality/e-model.ts'
import { transfersOf } from '../../src/correlate/transfers.ts'
import { isAtLeast } from '../../src/diagnose/severity.ts'
import { createLlmStage } from '../../src/llm/stage.ts'
import type { AnalysisEvent, Report, StreamRecord } from '../../src/model/events.ts'
import { answerOf, MESSAGES, report, said } from '../llm/fixtures.ts'
import { conversationsOf, LADDER_START, type Ladder, ladder, ladderOf } from '../support/ladder.ts'
import { createPacketWriter, type Packet, pcapOf } from '../support/ladder-packets.ts'
import { startModelServer } from '../support/model-server.ts'

/** The whole way, from the bytes a user sends to the report. */
function analysed(bytes: Uint8Array): { readonly report: Report; readonly streams: readonly StreamRecord[] } {
  const analyzer = createAnalyzer({ analysedAt: 0 })
  const events: AnalysisEvent[] = [...analyzer.push(bytes), ...analyzer.end()]
  const verdict = events.at(-1)
  if (verdict?.kind !== 'verdict') throw new Error('no verdict')
  const streams = events.flatMap((event) => (event.kind === 'stream-closed' ? [event.stream] : []))
  return { report: verdict.report, streams }
}

/** Faults other diagnosers are known to make, each with the healthy input that provokes it. */
const grave = (drawn: Pick<Ladder, 'bytes'>) =>
  analysed(drawn.bytes)
    .report.findings.filter(({ severity }) => isAtLeast(severity, 'medium'))
    .map((finding) => finding.rule)
const found = (drawn: Ladder) => analysed(drawn.bytes).report.findings.map((finding) => finding.rule)

const CALL = (rtp: string, caller = '10.0.0.5', callee = '10.0.0.9') =>
  ladderOf(`
  0    ${caller} > ${callee} INVITE sdp audio ${caller}:4000 PCMU
  0.1  ${callee} > ${caller} 100
  1    ${callee} > ${caller} 180
  4    ${callee} > ${caller} 200 sdp audio ${callee}:5000 PCMU
  4.1  ${caller} > ${callee} ACK
  ${rtp}
  64   ${caller} > ${callee} BYE
  64.1 ${callee} > ${caller} 200`)
const BOTH = `
  4.1 10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 2900
  4.1 10.0.0.9:5000 > 10.0.0.5:4000 rtp PCMU 2900
  9   10.0.0.5:4001 > 10.0.0.9:5001 rtcp sr
  9   10.0.0.9:5001 > 10.0.0.5:4001 rtcp sr`

describe('healthy calls', () => {
  const HEALTHY: Record<string, Ladder> = {
    'a LAN call with media (9)': CALL(BOTH),
    'a call whose media was not captured': CALL(''),
    'the first 401 and its retry (1)': ladder`
      10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 PCMU
      10.0.0.9 > 10.0.0.5 401 header "WWW-Authenticate: Digest realm=pbx, nonce=n1"
      10.0.0.5 > 10.0.0.9 ACK
      10.0.0.5 > 10.0.0.9 INVITE initial header "Authorization: Digest username=alice, realm=pbx, nonce=n1, uri=sip:bob@10.0.0.9, response=00" sdp audio 10.0.0.5:4000 PCMU
      10.0.0.9 > 10.0.0.5 200 sdp audio 10.0.0.9:5000 PCMU
      10.0.0.5 > 10.0.0.9 ACK`,
    'a 401 as the last message of the input (1, 8)': ladder`
      10.0.0.5 > 10.0.0.9 REGISTER
      10.0.0.9 > 10.0.0.5 401 header "WWW-Authenticate: Digest realm=pbx, nonce=n1"`,
    'an INVITE as the last message of the input (8)': ladder`0 10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 PCMU`,
    'an answered call without BYE (8)': ladder`
      0   10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 PCMU
      1   10.0.0.9 > 10.0.0.5 200    sdp audio 10.0.0.9:5000 PCMU
      1.1 10.0.0.5 > 10.0.0.9 ACK`,
    'an input that begins in the middle of a call': ladder`
      0   10.0.0.5 > 10.0.0.9 BYE tag to-1
      0.1 10.0.0.9 > 10.0.0.5 200`,
    'a private address whose port is latched to (15)': ladder`
      0    192.168.1.10 > 203.0.113.7 INVITE sdp audio 192.168.1.10:4000 PCMU profile RTP/SAVP
      0.1  203.0.113.7 > 192.168.1.10 200    sdp audio 203.0.113.7:5000 PCMU profile RTP/SAVP
      0.2  192.168.1.10 > 203.0.113.7 ACK
      0.3  192.168.1.10:4000 > 203.0.113.7:5000 rtp PCMU 500 octets 170
      0.3  203.0.113.7:5000 > 192.168.1.10:4000 rtp PCMU 500 octets 170
      30   192.168.1.10 > 203.0.113.7 BYE`,
    'RTP from a public to a private address behind a translator (19)': ladder`
      0    203.0.113.7 > 10.0.0.5 INVITE sdp audio 203.0.113.7:4000 PCMU profile RTP/SAVP
      0.1  10.0.0.5 > 203.0.113.7 200    sdp audio 198.51.100.1:5000 PCMU profile RTP/SAVP
      0.2  203.0.113.7 > 10.0.0.5 ACK
      0.3  203.0.113.7:4000 > 10.0.0.5:5000 rtp PCMU 500 octets 170
      0.3  10.0.0.5:5000 > 203.0.113.7:4000 rtp PCMU 500 octets 170
      30   203.0.113.7 > 10.0.0.5 BYE`,
    'DTMF in the middle of the speech (4, 16)': CALL(`
      4.1  10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 1000
      24.1 10.0.0.5:4000 > 10.0.0.9:5000 rtp telephone-event 5 seq 1100
      24.2 10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 1900 seq 1105
      4.1  10.0.0.9:5000 > 10.0.0.5:4000 rtp PCMU 2900
      9    10.0.0.5:4001 > 10.0.0.9:5001 rtcp sr
      9    10.0.0.9:5001 > 10.0.0.5:4001 rtcp sr`),
    'an announcement by design (22)': ladder`
      0    10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 PCMU recvonly
      0.1  10.0.0.9 > 10.0.0.5 200    sdp audio 10.0.0.9:5000 PCMU sendonly
      0.2  10.0.0.5 > 10.0.0.9 ACK
      0.3  10.0.0.9:5000 > 10.0.0.5:4000 rtp PCMU 1000
      30   10.0.0.9 > 10.0.0.5 BYE`,
    'a port that is closed after the BYE (25)': CALL(`${BOTH}
      64.2 10.0.0.9 > 10.0.0.5 icmp port-unreachable for 10.0.0.5:4000 > 10.0.0.9:5000`),
    'the same behind NAT, where media works by latching (15, 25)': ladder`
      0    192.168.1.10 > 203.0.113.7 INVITE sdp audio 192.168.1.10:4000 PCMU profile RTP/SAVP
      0.1  203.0.113.7 > 192.168.1.10 200    sdp audio 203.0.113.7:5000 PCMU profile RTP/SAVP
      0.2  192.168.1.10 > 203.0.113.7 ACK
      0.3  192.168.1.10:4000 > 203.0.113.7:5000 rtp PCMU 500 octets 170
      0.3  203.0.113.7:5000 > 192.168.1.10:4000 rtp PCMU 500 octets 170
      30   203.0.113.7 > 192.168.1.10 BYE
      30.1 192.168.1.10 > 203.0.113.7 icmp port-unreachable for 203.0.113.7:5000 > 192.168.1.10:4000`,
    busy: ladder`
      10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 PCMU
      10.0.0.9 > 10.0.0.5 486
      10.0.0.5 > 10.0.0.9 ACK`,
    'failover after a 503': ladder`
      10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 PCMU
      10.0.0.9 > 10.0.0.5 503
      10.0.0.5 > 10.0.0.9 ACK
      10.0.0.5 > 10.0.0.8 INVITE initial sdp audio 10.0.0.5:4000 PCMU
      10.0.0.8 > 10.0.0.5 200 sdp audio 10.0.0.8:5000 PCMU
      10.0.0.5 > 10.0.0.8 ACK`,
    'one call through a proxy (21)': ladder`
      10.0.0.5 > 10.0.0.7 INVITE sdp audio 10.0.0.5:4000 PCMU
      10.0.0.7 > 10.0.0.9 INVITE forwarded
      10.0.0.9 > 10.0.0.7 200 sdp audio 10.0.0.9:5000 PCMU
      10.0.0.7 > 10.0.0.5 200 forwarded
      10.0.0.5 > 10.0.0.9 ACK`,
  }

  test.each(Object.keys(HEALTHY))('%s', (name) => {
    expect(grave(HEALTHY[name]!)).toEqual([])
  })
})

test('a different ptime is no violation where each side sends as asked (10)', () => {
  const drawn = ladder`
    0   10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 PCMU ptime 40
    0.1 10.0.0.9 > 10.0.0.5 200    sdp audio 10.0.0.9:5000 PCMU ptime 20
    0.2 10.0.0.5 > 10.0.0.9 ACK
    0.3 10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 400 every 20
    0.3 10.0.0.9:5000 > 10.0.0.5:4000 rtp PCMU 200 every 40`
  expect(grave(drawn)).toEqual([])
  expect(found(drawn)).toContain('sdp.ptime-mismatch')
})

test('one failed call is not every call (20)', () => {
  const { findings } = analysed(
    ladder`
    10.0.0.5 > 10.0.0.9 INVITE
    10.0.0.9 > 10.0.0.5 503`.bytes,
  ).report
  expect(findings[0]).toMatchObject({ rule: 'signaling.response-5xx', severity: 'high' })
})

test('cutting the end off adds nothing grave (8)', () => {
  const lines = [
    '0    10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 PCMU',
    '0.1  10.0.0.9 > 10.0.0.5 401 header "WWW-Authenticate: Digest realm=pbx, nonce=n1"',
    '0.2  10.0.0.5 > 10.0.0.9 ACK',
    '0.3  10.0.0.5 > 10.0.0.9 INVITE initial header "Authorization: Digest username=alice, realm=pbx, nonce=n1, uri=sip:bob@10.0.0.9, response=00" sdp audio 10.0.0.5:4000 PCMU',
    '0.4  10.0.0.9 > 10.0.0.5 100',
    '2    10.0.0.9 > 10.0.0.5 180',
    '5    10.0.0.9 > 10.0.0.5 200 sdp audio 10.0.0.9:5000 PCMU',
    '5.1  10.0.0.5 > 10.0.0.9 ACK',
    '25   10.0.0.5 > 10.0.0.9 BYE',
    '25.1 10.0.0.9 > 10.0.0.5 200',
  ]
  for (let kept = 1; kept <= lines.length; kept++) expect(grave(ladderOf(lines.slice(0, kept).join('\n')))).toEqual([])
})

test('a new SSRC, or a sequence that starts anew after a re-INVITE, is no loss (2)', () => {
  const { report, streams } = analysed(
    CALL(`
      4.2  10.0.0.9:5000 > 10.0.0.5:4000 rtp PCMU 500 ssrc 1 seq 100
      14.2 10.0.0.9:5000 > 10.0.0.5:4000 rtp PCMU 500 ssrc 2 seq 60000
      25   10.0.0.9 > 10.0.0.5 INVITE sdp audio 10.0.0.9:5000 PCMU
      25.1 10.0.0.5 > 10.0.0.9 200 sdp audio 10.0.0.5:4000 PCMU
      25.2 10.0.0.9 > 10.0.0.5 ACK
      25.3 10.0.0.9:5000 > 10.0.0.5:4000 rtp PCMU 500 ssrc 2 seq 30000
      4.2  10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 1500`).bytes,
  )
  expect(streams.map(({ lost }) => lost)).toEqual(streams.map(() => 0))
  expect(report.findings.map(({ rule }) => rule)).not.toContain('media.loss-high')
})

test.each([
  ['G722', 8000],
  ['opus', 48_000],
])('the RTP clock of %s is %i Hz whatever it samples at (3)', (codec, clockRateHz) => {
  const { streams } = analysed(
    ladder`
    0   10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 ${codec}
    0.1 10.0.0.9 > 10.0.0.5 200    sdp audio 10.0.0.9:5000 ${codec}
    0.2 10.0.0.5 > 10.0.0.9 ACK
    0.3 10.0.0.5:4000 > 10.0.0.9:5000 rtp ${codec} 500`.bytes,
  )
  expect(streams).toHaveLength(1)
  expect(streams[0]).toMatchObject({ clockRateHz, ptimeMs: 20 })
  expect(streams[0]!.jitterMs!.max).toBeLessThan(1)
})

test('a pause, comfort noise and digits are no jitter and no other payload (4, 16)', () => {
  const { report, streams } = analysed(
    ladder`
    0    10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 PCMU,CN,telephone-event
    0.1  10.0.0.9 > 10.0.0.5 200    sdp audio 10.0.0.9:5000 PCMU,CN,telephone-event
    0.2  10.0.0.5 > 10.0.0.9 ACK
    0.3  10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 200 seq 100 ssrc 7
    4.5  10.0.0.5:4000 > 10.0.0.9:5000 rtp CN 2 every 2000 seq 300 ssrc 7
    9    10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 200 seq 302 ssrc 7
    13.1 10.0.0.5:4000 > 10.0.0.9:5000 dtmf 1 lasting 140 seq 502 ssrc 7
    13.6 10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 200 seq 511 ssrc 7`.bytes,
  )
  expect(streams[0]).toMatchObject({ lost: 0, packets: 611 })
  expect(streams[0]!.jitterMs!.max).toBeLessThan(1)
  expect(streams[0]!.payloadTypes.map(({ encoding }) => encoding)).toEqual(['PCMU', 'CN', 'telephone-event'])
  expect(report.findings.filter(({ severity }) => isAtLeast(severity, 'medium'))).toEqual([])
})

const MULTICAST = { address: '239.255.255.250', port: 1900 }
const NOT_SIP: Readonly<Record<string, string>> = {
  'SSDP NOTIFY': 'NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nNT: upnp:rootdevice\r\nNTS: ssdp:alive\r\n\r\n',
  'SSDP search': 'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\n\r\n',
  'HTTP OPTIONS': 'OPTIONS /upload HTTP/1.1\r\nHost: example.com\r\nOrigin: https://example.com\r\n\r\n',
  'an HTTP answer': 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
}

describe('look-alikes are not taken for SIP (11)', () => {
  test.each(Object.keys(NOT_SIP))('%s in a capture, even on port 5060', (name) => {
    const writer = createPacketWriter()
    const payload = Buffer.from(NOT_SIP[name]!)
    const { report } = analysed(
      pcapOf([
        writer.udp(LADDER_START, { address: '10.0.0.5', port: 40_000 }, MULTICAST, payload),
        writer.udp(
          LADDER_START + 1000,
          { address: '10.0.0.5', port: 5060 },
          { address: '10.0.0.9', port: 5060 },
          payload,
        ),
        writer.tcp(
          LADDER_START + 2000,
          { address: '10.0.0.5', port: 40_001 },
          { address: '10.0.0.9', port: 5060 },
          payload,
        ),
      ]),
    )
    expect(report.input).toMatchObject({ packets: 3, messages: 0, calls: 0 })
    expect(report.findings.map(({ rule }) => rule)).toEqual(['general.no-sip-found'])
  })

  test.each(Object.keys(NOT_SIP))('%s as text', (name) => {
    expect(() => analysed(Buffer.from(NOT_SIP[name]!))).toThrow(/No SIP was found/)
  })
})

describe('hostile messages are read to the end (12)', () => {
  test('a port that does not exist', () => {
    const { report } = analysed(
      ladder`
      10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:70000 PCMU
      10.0.0.9 > 10.0.0.5 200    sdp audio 10.0.0.9:5000 PCMU`.bytes,
    )
    expect(report.input).toMatchObject({ messages: 2, calls: 1 })
    expect(report.input.flaws.map(({ kind }) => kind)).not.toContain('rule-failed')
  })

  test('twenty thousand headers', () => {
    const flood = Array.from({ length: 20_000 }, (_, i) => `X-Flood-${i}: ${'a'.repeat(20)}`).join('\r\n')
    const text = `OPTIONS sip:bob@10.0.0.9 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.5;branch=z9hG4bK1\r\nFrom: <sip:a@10.0.0.5>;tag=1\r\nTo: <sip:bob@10.0.0.9>\r\nCall-ID: flood\r\nCSeq: 1 OPTIONS\r\n${flood}\r\n\r\n`
    const { report } = analysed(Buffer.from(text))
    expect(report.input.messages).toBe(1)
    expect(report.input.flaws.map(({ kind }) => kind)).toContain('sip-message-too-long')
    expect(report.findings.filter(({ severity }) => isAtLeast(severity, 'medium')).map(({ rule }) => rule)).toEqual([
      'security.malformed-attack',
    ])
  })
})

test('a cumulative loss below zero, as duplicates make it, is read as such and is no loss (13)', () => {
  const { report, streams } = analysed(
    CALL(`
      4.2 10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 500
      4.2 10.0.0.9:5000 > 10.0.0.5:4000 rtp PCMU 500
      9   10.0.0.9:5001 > 10.0.0.5:4001 rtcp rr total -5`).bytes,
  )
  const reported = streams.flatMap(({ rtcp }) => (rtcp.farEnd ? [rtcp.farEnd.cumulativeLost] : []))
  expect(reported).toEqual([-5])
  expect(report.findings.map(({ rule }) => rule)).not.toContain('media.loss-high')
})

/** Every frame once more, that much later, as a mirror port gives it: same bytes, same IP identification. */
function mirrored(capture: Uint8Array, laterUs = 1000): Uint8Array {
  const file = Buffer.from(capture)
  const packets: Packet[] = []
  for (let at = 24; at < file.length; ) {
    const length = file.readUInt32LE(at + 8)
    const time = file.readUInt32LE(at) * 1_000_000 + file.readUInt32LE(at + 4)
    const bytes = file.subarray(at + 16 + 14, at + 16 + length)
    packets.push({ at: time, bytes }, { at: time + laterUs, bytes })
    at += 16 + length
  }
  return pcapOf(packets.sort((a, b) => a.at - b.at))
}

test('frames that a mirror port gives twice are no retransmissions (14)', () => {
  const drawn = ladder`
    0   10.0.0.5 > 203.0.113.7 INVITE
    0.5 10.0.0.5 > 203.0.113.7 INVITE again
    40  10.0.0.5 > 10.0.0.9 OPTIONS
    41  10.0.0.9 > 10.0.0.5 200`
  const [once, twice] = [analysed(drawn.bytes).report, analysed(mirrored(drawn.bytes)).report]
  expect(twice.input.messages).toBe(once.input.messages)
  expect(twice.input.flaws).toContainEqual(expect.objectContaining({ kind: 'capture-duplicate', count: 4 }))
  const told = twice.findings.map(({ rule, severity }) => `${rule} ${severity}`)
  expect(told).toContain('general.duplicate-capture info')
  expect(told.filter((one) => !one.startsWith('general.duplicate-capture'))).toEqual(
    once.findings.map(({ rule, severity }) => `${rule} ${severity}`),
  )
  expect(grave({ bytes: mirrored(CALL(BOTH).bytes) })).toEqual([])
})

test('media that comes in bursts is counted once, though other packets lie between each and its copy (14)', () => {
  const drawn = CALL(`
    4.2 10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 600 every 1
    4.2 10.0.0.9:5000 > 10.0.0.5:4000 rtp PCMU 600 every 1`)
  const streams = (bytes: Uint8Array) =>
    analysed(bytes).streams.map(({ packets, duplicates, lost }) => ({ packets, duplicates, lost }))
  // The first few are still taken for what the network doubled.
  const once = { packets: expect.closeTo(600, -2), duplicates: expect.closeTo(0, -2), lost: 0 }
  expect(streams(mirrored(drawn.bytes, 4500))).toEqual([once, once])
})

test('one request on two hops is one fault (21)', () => {
  const { findings } = analysed(
    ladder`
    10.0.0.5 > 10.0.0.7 INVITE sdp audio 10.0.0.5:4000 PCMU
    10.0.0.7 > 10.0.0.9 INVITE forwarded
    10.0.0.9 > 10.0.0.7 503
    10.0.0.7 > 10.0.0.5 503 forwarded
    10.0.0.5 > 10.0.0.7 ACK`.bytes,
  ).report
  expect(findings.filter(({ severity }) => isAtLeast(severity, 'medium'))).toMatchObject([
    { rule: 'signaling.response-5xx', count: 1, calls: [1], severity: 'high' },
  ])
})

test('paging, recording and an announcement are no one-way audio (22)', () => {
  for (const [offer, answer] of [
    ['sendonly', 'recvonly'],
    ['recvonly', 'sendonly'],
  ])
    expect(
      grave(ladder`
        0    10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 PCMU ${offer!}
        0.1  10.0.0.9 > 10.0.0.5 200    sdp audio 10.0.0.9:5000 PCMU ${answer!}
        0.2  10.0.0.5 > 10.0.0.9 ACK
        0.3  ${offer === 'sendonly' ? '10.0.0.5:4000 > 10.0.0.9:5000' : '10.0.0.9:5000 > 10.0.0.5:4000'} rtp PCMU 1000
        30   10.0.0.9 > 10.0.0.5 BYE`),
    ).toEqual([])
})

test('an INVITE that is sent again with credentials is no repetition, and its challenge no failure (1)', () => {
  const drawn = ladder`
    0   10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 PCMU
    0.1 10.0.0.9 > 10.0.0.5 407 header "Proxy-Authenticate: Digest realm=pbx, nonce=n1, qop=auth"
    0.2 10.0.0.5 > 10.0.0.9 ACK
    0.3 10.0.0.5 > 10.0.0.9 INVITE initial header "Proxy-Authorization: Digest username=alice, realm=pbx, nonce=n1, uri=sip:10.0.0.9, response=00" sdp audio 10.0.0.5:4000 PCMU
    0.4 10.0.0.9 > 10.0.0.5 200 sdp audio 10.0.0.9:5000 PCMU
    0.5 10.0.0.5 > 10.0.0.9 ACK
    9   10.0.0.5 > 10.0.0.9 BYE
    9.1 10.0.0.9 > 10.0.0.5 200`
  const { report } = analysed(drawn.bytes)
  expect(report.input.calls).toBe(1)
  expect(report.findings.map(({ rule }) => rule)).not.toContainEqual(
    expect.stringMatching(
      /^(?:auth\.loop|auth\.no-credentials|signaling\.(?:retransm|call-failed)|compliance\.callid)/,
    ),
  )
})

test('delay takes from a score what G.107 says, not a square root of it (5)', () => {
  // Idd of G.107 §7.4, by hand for x = log2(Ta / 100) of 0, 1 and 2.
  expect([100, 200, 400].map((ms) => Number(absoluteDelay(ms).toFixed(1)))).toEqual([0, 3, 24.1])
})

describe('the score of a codec (6, 7)', () => {
  const scored = (codec: string, lost: number) => {
    const { streams } = analysed(
      ladderOf(`
        0   10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 ${codec}
        0.1 10.0.0.9 > 10.0.0.5 200    sdp audio 10.0.0.9:5000 ${codec}
        0.2 10.0.0.5 > 10.0.0.9 ACK
        0.3 10.0.0.5:4000 > 10.0.0.9:5000 rtp ${codec} 2000 lost ${lost}
        60  10.0.0.5 > 10.0.0.9 BYE
        60.1 10.0.0.9 > 10.0.0.5 200`).bytes,
    )
    return streams[0]!.quality!
  }

  test('each codec has its own robustness, and G.711 that of its concealment (6)', () => {
    const g711 = scored('PCMU', 100)
    expect(g711.provenance.lossPercent).toBe(5)
    // 5 % of random loss: 93.2 less 95 * 5 / (5 + 25.1); without concealment it would be 2.1.
    expect(g711.mosListening).toBeCloseTo(3.93, 1)
    expect(scored('G729', 100).mosListening).toBeLessThan(g711.mosListening - 0.5)
  })

  test('a wideband codec is scored on the wideband scale (7)', () => {
    const g722 = scored('G722', 0)
    expect(g722.scale).toBe('WB')
    expect(g722.mosListening).toBeGreaterThan(4)
    expect(scored('PCMU', 0).scale).toBe('NB')
  })
})

test('a NOTIFY that tells of a REFER in a dialog of another Call-ID belongs to it (17)', () => {
  const conversations = conversationsOf(ladder`
    0   10.0.0.5 > 10.0.0.9 INVITE
    0.1 10.0.0.9 > 10.0.0.5 200
    0.2 10.0.0.5 > 10.0.0.9 ACK
    1   10.0.0.5 > 10.0.0.9 REFER cseq 21 header "Refer-To: <sip:carol@example.com>"
    1.1 10.0.0.9 > 10.0.0.5 202 REFER
    1.2 10.0.0.9 > 10.0.0.5 INVITE call other
    1.3 10.0.0.5 > 10.0.0.9 200 INVITE call other
    1.4 10.0.0.9 > 10.0.0.5 ACK call other
    2   10.0.0.9 > 10.0.0.5 NOTIFY call other header "Event: refer;id=21" header "Subscription-State: terminated" body "message/sipfrag" "SIP/2.0 486 Busy Here"
    2.1 10.0.0.5 > 10.0.0.9 200 NOTIFY call other`)
  const transactions = conversations.flatMap((one) => (one.kind === 'orphan-streams' ? [] : one.transactions))
  expect(transfersOf(transactions)).toMatchObject([{ outcome: 'failed' }])
})

test('what a language model said of one capture is not told of another (18)', async () => {
  const server = await startModelServer((answer, _, nth) => answer.all(answerOf(said({ title: `Word ${nth + 1}` }))))
  try {
    const stage = createLlmStage({
      ...{ apiKey: 'sk-test', baseUrl: server.url, model: 'stand-in', deadlineMs: 10_000, idleMs: 5_000 },
    })!
    const titles = async (messages: typeof MESSAGES) => {
      const all: string[] = []
      for await (const event of stage.run({ report: report(), messages }, new AbortController().signal))
        if (event.kind === 'finding') all.push(event.finding.title)
      return all
    }
    const other = MESSAGES.map((one) => ({ ...one, text: one.text.replaceAll('a84b4c76e66710', 'another') }))
    expect([await titles(MESSAGES), await titles(other), await titles(MESSAGES)]).toEqual([
      ['Word 1'],
      ['Word 2'],
      ['Word 3'],
    ])
  } finally {
    await server.close()
  }
})

test('signalling that TLS carried up to the tap is not called cleartext (23)', () => {
  const behind = ladder`
    as text
    0   203.0.113.1 > 203.0.113.7 INVITE header "Via: SIP/2.0/TLS 203.0.113.1;branch=z9hG4bK-1" sdp audio 203.0.113.1:4000 PCMU profile RTP/SAVP line "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkw"
    0.1 203.0.113.7 > 203.0.113.1 200 header "Via: SIP/2.0/TLS 203.0.113.1;branch=z9hG4bK-1" sdp audio 203.0.113.7:5000 PCMU profile RTP/SAVP line "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkw"
    0.2 203.0.113.1 > 203.0.113.7 ACK header "Via: SIP/2.0/TLS 203.0.113.1;branch=z9hG4bK-2"`
  const rules = found(behind)
  expect(rules).not.toContain('security.signaling-cleartext')
  expect(rules).not.toContain('security.sdes-over-cleartext')
  expect(analysed(behind.bytes).report.coverage).toContainEqual(
    expect.objectContaining({ rule: 'security.signaling-cleartext', reason: 'encrypted' }),
  )
})

test('a trunk that is known by its address is no fraud (24)', () => {
  const calls = [1, 2, 3, 4, 5, 6].map(
    (n) => `
      ${n * 100}   203.0.113.1 > 198.51.100.7 INVITE call c${n} uri sip:00442079460${n}00@198.51.100.7 sdp audio 203.0.113.1:4000 PCMU profile RTP/SAVP
      ${n * 100}.1 198.51.100.7 > 203.0.113.1 200 call c${n} sdp audio 198.51.100.7:5000 PCMU profile RTP/SAVP
      ${n * 100}.2 203.0.113.1 > 198.51.100.7 ACK call c${n}
      ${n * 100 + 60}   203.0.113.1 > 198.51.100.7 BYE call c${n}
      ${n * 100 + 60}.1 198.51.100.7 > 203.0.113.1 200 call c${n}`,
  )
  const { findings } = analysed(ladderOf(calls.join('\n')).bytes).report
  expect(findings.filter(({ severity }) => isAtLeast(severity, 'medium'))).toEqual([])
  expect(findings.map(({ rule }) => rule)).not.toContainEqual(
    expect.stringMatching(/^security\.(?:toll|unauthenticated|invite-flood)/),
  )
})

test('every known trap has a test that names it', () => {
  const source = readFileSync(import.meta.filename, 'utf8')
  const named = new Set(
    [...source.matchAll(/['"`][^'"`\n]*\(((?:\d+)(?:, \d+)*)\)['"`]/g)].flatMap(([, all]) => all!.split(', ')),
  )
  expect(Array.from({ length: 25 }, (_, index) => String(index + 1)).filter((number) => !named.has(number))).toEqual([])
})

import { describe, expect, test } from 'vitest'
import { createAnalyzer } from '../../src/analyze.ts'
import { isAtLeast } from '../../src/diagnose/severity.ts'
import type { AnalysisEvent, Report, StreamRecord } from '../../src/model/events.ts'
import { LADDER_START, type Ladder, ladder, ladderOf } from '../support/ladder.ts'
import { createPacketWriter, type Packet, pcapOf } from '../support/ladder-packets.ts'

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
      0.3  192.168.1.10:4000 > 203.0.113.7:5000 rtp PCMU 500
      0.3  203.0.113.7:5000 > 192.168.1.10:4000 rtp PCMU 500
      30   192.168.1.10 > 203.0.113.7 BYE`,
    'RTP from a public to a private address behind a translator (19)': ladder`
      0    203.0.113.7 > 10.0.0.5 INVITE sdp audio 203.0.113.7:4000 PCMU profile RTP/SAVP
      0.1  10.0.0.5 > 203.0.113.7 200    sdp audio 198.51.100.1:5000 PCMU profile RTP/SAVP
      0.2  203.0.113.7 > 10.0.0.5 ACK
      0.3  203.0.113.7:4000 > 10.0.0.5:5000 rtp PCMU 500
      0.3  10.0.0.5:5000 > 203.0.113.7:4000 rtp PCMU 500
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
      0.3  192.168.1.10:4000 > 203.0.113.7:5000 rtp PCMU 500
      0.3  203.0.113.7:5000 > 192.168.1.10:4000 rtp PCMU 500
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
    0.3  10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 200 seq 100
    4.5  10.0.0.5:4000 > 10.0.0.9:5000 rtp CN 2 every 2000 seq 300
    9    10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 200 seq 302
    13.1 10.0.0.5:4000 > 10.0.0.9:5000 rtp telephone-event 9 every 50 seq 502
    13.6 10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 200 seq 511`.bytes,
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
    expect(report.findings.filter(({ severity }) => isAtLeast(severity, 'medium'))).toEqual([])
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

/** Every frame once more, a millisecond later, as a mirror port gives it: same bytes, same IP identification. */
function mirrored(capture: Uint8Array): Uint8Array {
  const file = Buffer.from(capture)
  const packets: Packet[] = []
  for (let at = 24; at < file.length; ) {
    const length = file.readUInt32LE(at + 8)
    const time = file.readUInt32LE(at) * 1_000_000 + file.readUInt32LE(at + 4)
    const bytes = file.subarray(at + 16 + 14, at + 16 + length)
    packets.push({ at: time, bytes }, { at: time + 1000, bytes })
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
  expect(twice.findings.map(({ rule, severity }) => `${rule} ${severity}`)).toEqual(
    once.findings.map(({ rule, severity }) => `${rule} ${severity}`),
  )
  expect(grave({ bytes: mirrored(CALL(BOTH).bytes) })).toEqual([])
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

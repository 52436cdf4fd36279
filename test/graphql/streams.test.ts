import { afterAll, beforeAll, expect, it } from 'vitest'
import { AnalysisDetailDocument, AnalysisDocument, StreamBehaviourDocument } from '../generated/graphql.ts'
import { ethernet, ip, udp, type WrittenFrame, writePcap } from '../support/capture-writer.ts'
import { LADDER_START, ladder } from '../support/ladder.ts'
import { startService, type TestService } from '../support/service.ts'
import { hep3 } from '../support/tunnel-writer.ts'
import { data } from './client.ts'

/** Media whose sender pauses, changes its codec, marks with EF in one direction, and whose receiver reports on it. */
const DRAWN = ladder`
  0     192.0.2.5 > 203.0.113.7  INVITE  sdp audio 192.0.2.5:4000 PCMU,PCMA,telephone-event
  1     203.0.113.7 > 192.0.2.5  200     sdp audio 203.0.113.7:3000 PCMU,PCMA,telephone-event
  1.02  192.0.2.5 > 203.0.113.7  ACK
  1.1   192.0.2.5:4000 > 203.0.113.7:3000  rtp PCMU 300 ssrc 7 dscp 46 pause 400
  2     192.0.2.5:4000 > 203.0.113.7:3000  dtmf 12 payload 101
  7.6   192.0.2.5:4000 > 203.0.113.7:3000  rtp PCMA 300 ssrc 7 seq 400 stamp 52200 marker 0 dscp 46 ttl 60
  1.1   203.0.113.7:3000 > 192.0.2.5:4000  rtp PCMU 300 ssrc 8 clump 5
  7.2   203.0.113.7:3000 > 192.0.2.5:4000  rtp PCMU 300 ssrc 9 seq 9000
  9     203.0.113.7:3001 > 192.0.2.5:4001  rtcp xr ssrc 9 about 7 discarded 4 trip 80
  14    192.0.2.5 > 203.0.113.7  BYE
  14.1  203.0.113.7 > 192.0.2.5  200`

const COLLECTED = { source: '192.0.2.10', destination: '192.0.2.20' }
const HEADERS = [
  'Via: SIP/2.0/UDP 192.0.2.5:5060;branch=z9hG4bK1',
  'From: <sip:a@example.com>;tag=1',
  'Call-ID: 1@example.com',
  'CSeq: 1 OPTIONS',
  'Max-Forwards: 70',
  'Content-Length: 0',
]
const MESSAGES = [
  {
    at: LADDER_START,
    source: '192.0.2.5',
    destination: '203.0.113.7',
    text: `${['OPTIONS sip:203.0.113.7 SIP/2.0', ...HEADERS, 'To: <sip:b@example.com>'].join('\r\n')}\r\n\r\n`,
  },
  {
    at: LADDER_START + 20_000,
    source: '203.0.113.7',
    destination: '192.0.2.5',
    text: `${['SIP/2.0 200 OK', ...HEADERS, 'To: <sip:b@example.com>;tag=2'].join('\r\n')}\r\n\r\n`,
  },
]

let service: TestService
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service?.close())

async function analysed(bytes: Uint8Array): Promise<string> {
  const form = new FormData()
  form.set('file', new Blob([bytes as Uint8Array<ArrayBuffer>]), 'call.pcap')
  const response = await fetch(`${service.url}/v1/analyze`, {
    method: 'POST',
    headers: { authorization: `Bearer ${service.key}` },
    body: form,
  })
  const { meta } = (await response.json()) as { meta: { analysis_id: string } }
  return meta.analysis_id
}

it('tells how the senders of streams behave', async () => {
  const { analysis } = await data(service, AnalysisDetailDocument, { id: await analysed(DRAWN.bytes) })
  const told = await Promise.all(
    analysis!.rtpStreams.nodes.map(async ({ id }) => (await data(service, StreamBehaviourDocument, { id })).node),
  )
  const quiet = { suppressions: 0, suppressedMs: 0, comfortNoisePackets: 0 }
  expect(told).toMatchObject([
    {
      bytes: 600 * 172,
      segments: 1,
      outOfRange: 0,
      payloadTypeChanges: [{ at: '2026-04-16T18:30:07.600Z', from: 0, to: 8 }],
      ptimeMs: 20,
      ptimeChanges: [],
      dscps: [{ dscp: 46, packets: 600 }],
      hopLimits: [
        { ttl: 64, packets: 300 },
        { ttl: 60, packets: 300 },
      ],
      gapCounts: { lost: 0, silence: 1, stalled: 0, restarted: 0 },
      silence: { talkspurts: 1, suppressions: 1, suppressedMs: 420 },
      timestampFaults: { backwards: 0, repeated: 0, irregular: 0, jumps: 0 },
      timestampRateHz: 8000,
      pacing: { clumps: 0, largestClump: 0 },
      telephoneEvents: null,
      previous: null,
      next: 3,
      relayed: false,
      rtcp: {
        voipMetrics: {
          rFactor: null,
          signalLevelDbm: null,
          minimumGap: 16,
          lossConcealment: null,
          adaptiveJitterBuffer: null,
          jitterBufferNominalMs: 0,
        },
      },
    },
    {
      ptimeShare: 1,
      dscps: [{ dscp: 0, packets: 300 }],
      silence: quiet,
      pacing: { clumps: 59, clumpedPackets: 295, largestClump: 5, longestPauseMs: 99.6 },
      next: 4,
    },
    { ptimeMs: null, ptimeShare: null, telephoneEvents: { begun: 2, ended: 2 }, previous: 1 },
    { silence: quiet, previous: 2, next: null, rtcp: { voipMetrics: null } },
  ])
})

/** The messages as two capture agents tell them, the second with a clock that is ahead. */
async function inputOfAgents(aheadUs: number) {
  const framesOf = (agent: number, later: number): WrittenFrame[] =>
    MESSAGES.map(({ at, source, destination, text }) => {
      const shape = { source, destination, ports: [5060, 5060], at: at + later, agent } as const
      const packet = hep3(new TextEncoder().encode(text), shape)
      return { at: at + later, bytes: ethernet(ip(udp(packet, [40_000, 9060]), COLLECTED)) }
    })
  const frames = [...framesOf(101, 0), ...framesOf(102, aheadUs)].sort((a, b) => a.at - b.at)
  const { analysis } = await data(service, AnalysisDocument, { id: await analysed(writePcap(frames)) })
  return analysis!.input!
}

it('tells what the packets carried, and which places saw the same messages with which clocks', async () => {
  const { capturePoints, traffic, flaws } = await inputOfAgents(400_000)
  expect(traffic).toEqual([{ protocol: 'SIP', packets: 4 }])
  expect(flaws).toMatchObject([{ count: 2, example: 'a message that another capture point saw too' }])
  expect(capturePoints).toMatchObject([{ messages: 2 }])
  expect(capturePoints[0]!.points.toSorted()).toEqual(['capture agent 101', 'capture agent 102'])
  expect(Math.abs(capturePoints[0]!.clockDifferenceMs!)).toBeCloseTo(400, 3)
})

it('counts what two agents told at nearly the same time as copies', async () => {
  const { capturePoints, flaws, messages } = await inputOfAgents(100_000)
  expect({ capturePoints, messages }).toEqual({ capturePoints: [], messages: 2 })
  const example = 'a message twice, the second time from a capture agent'
  expect(flaws).toMatchObject([{ kind: 'capture-duplicate', count: 2, example }])
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  AnalysisDetailDocument,
  AnalysisHostsDocument,
  CallDetailDocument,
  type CallDetailQuery,
  NodeDocument,
  StreamSeriesDocument,
} from '../generated/graphql.ts'
import { ladder } from '../support/ladder.ts'
import { startService, type TestService } from '../support/service.ts'
import { ask, data } from './client.ts'

/** A registration, and a call through a proxy with media that loses packets one way, which is then handed on. */
const DRAWN = ladder`
  endpoints "Phone,Proxy,Desk"
  0      192.0.2.5 > 203.0.113.7     REGISTER expires 60  header "User-Agent: Example-Phone/1.0"
  0.02   203.0.113.7 > 192.0.2.5     200
  1      192.0.2.5 > 203.0.113.7     INVITE  sdp audio 192.0.2.5:4000 PCMU,PCMA
  1.01   203.0.113.7 > 198.51.100.4  INVITE  forwarded
  1.2    198.51.100.4 > 203.0.113.7  180
  1.21   203.0.113.7 > 192.0.2.5     180     forwarded
  3      198.51.100.4 > 203.0.113.7  200     sdp audio 198.51.100.4:3000 PCMU
  3.01   203.0.113.7 > 192.0.2.5     200     forwarded
  3.02   192.0.2.5 > 198.51.100.4    ACK
  3.1    192.0.2.5:4000 > 198.51.100.4:3000  rtp PCMU 600
  3.1    198.51.100.4:3000 > 192.0.2.5:4000  rtp PCMU 600 lost 30
  16     198.51.100.4 > 192.0.2.5    BYE     header "Reason: Q.850;cause=16"
  16.02  192.0.2.5 > 198.51.100.4    200`

let service: TestService
let analysisId: string
let callId: string
let streams: readonly { readonly id: string; readonly lost: number }[]

type DetailedCall = Extract<NonNullable<CallDetailQuery['node']>, { number: number }>

async function callOf(format: 'SVG' | 'MERMAID' | 'TEXT'): Promise<DetailedCall> {
  const { node } = await data(service, CallDetailDocument, { id: callId, format })
  return node as DetailedCall
}

beforeAll(async () => {
  service = await startService()
  const form = new FormData()
  form.set('file', new Blob([DRAWN.bytes as Uint8Array<ArrayBuffer>]), 'call.pcap')
  form.set('endpoints', 'Phone,Proxy,Desk')
  const response = await fetch(`${service.url}/v1/analyze`, {
    method: 'POST',
    headers: { authorization: `Bearer ${service.key}` },
    body: form,
  })
  const { meta } = (await response.json()) as { meta: { analysis_id: string } }
  analysisId = meta.analysis_id
  const { analysis } = await data(service, AnalysisDetailDocument, { id: analysisId })
  callId = analysis!.calls.edges[0]!.node.id
  streams = analysis!.rtpStreams.nodes
})
afterAll(() => service?.close())

describe('a call', () => {
  it('tells how it was set up and who ended it, and why', async () => {
    const call = await callOf('TEXT')
    expect(call).toMatchObject({ outcome: 'ANSWERED', forks: 1, retransmissions: 0, releasedBy: 'CALLEE' })
    expect(call.postDialDelayMs).toBeCloseTo(210, 3)
    expect(call.setupTimeMs).toBeCloseTo(2010, 3)
    expect(call.releaseCause).toMatchObject({ protocol: 'Q.850', cause: 16 })
    expect(call.legs).toHaveLength(1)
    expect(call.legs[0]!.dialogs.map(({ state }) => state)).toEqual(['TERMINATED'])
    expect(call.joined).toBeNull()
  })

  it('has its rows between lanes, with the time since it began', async () => {
    const { lanes, messages } = await callOf('TEXT')
    expect(lanes.map(({ address }) => address)).toEqual(['192.0.2.5', '203.0.113.7', '198.51.100.4'])
    const rows = messages.nodes
    expect(rows.map(({ fromLane, toLane }) => [fromLane, toLane]).slice(0, 3)).toEqual([
      [0, 1],
      [1, 2],
      [2, 1],
    ])
    expect(rows[0]).toMatchObject({ sinceStartMs: 0, method: 'INVITE', status: null, label: 'INVITE (SDP)' })
    expect(rows.at(-1)).toMatchObject({ method: 'BYE', status: 200 })
    expect(rows.at(-1)!.sinceStartMs).toBeCloseTo(15_020, 3)
  })

  it('has its offer with the answer, and streams with their figures', async () => {
    const { offerAnswer, streams, findings } = await callOf('TEXT')
    expect(offerAnswer[0]).toMatchObject({ offeredBy: 'CALLER', state: 'ANSWERED' })
    expect(offerAnswer[0]!.media[0]).toMatchObject({
      kind: 'audio',
      offer: { address: '192.0.2.5', port: 4000, codecs: ['PCMU', 'PCMA'] },
      answer: { address: '198.51.100.4', port: 3000, codecs: ['PCMU'] },
    })
    expect(streams.map(({ packets, lost }) => [packets, lost]).sort()).toEqual([
      [570, 30],
      [600, 0],
    ])
    const lossy = streams.find(({ lost }) => lost > 0)!
    expect(lossy).toMatchObject({ expected: 600, lossPercent: 5, jitterMs: { mean: 0 } })
    expect(lossy.bursts?.bursts).toBeGreaterThan(0)
    expect(lossy.quality).toMatchObject({ scale: 'NB', provenance: { codec: 'PCMU', lossSource: 'WIRE' } })
    const whole = streams.find(({ lost }) => lost === 0)!
    expect(lossy.quality!.mosListening).toBeLessThan(whole.quality!.mosListening)
    expect(findings.map(({ title }) => title).join()).toMatch(/loss/i)
  })

  it('is drawn in each form, with the labels of its hosts', async () => {
    const [svg, mermaid, text] = await Promise.all((['SVG', 'MERMAID', 'TEXT'] as const).map(callOf))
    expect(svg!.ladder).toMatch(/^<svg [^>]*role="img"/)
    expect(mermaid!.ladder).toMatch(/^sequenceDiagram\n/)
    for (const { ladder: drawn } of [svg!, mermaid!, text!]) {
      expect(drawn).toContain('192.0.2.5')
      expect(drawn).toContain('INVITE (SDP)')
      expect(drawn).toContain('RTP PCMU')
      expect(drawn).toContain('Desk')
    }
  })
})

describe('a stream', () => {
  it('is given over time, as finely as asked for', async () => {
    const { id } = streams.find(({ lost }) => lost > 0)!
    const seriesOf = async (interval?: number) => {
      const { node } = await data(service, StreamSeriesDocument, interval === undefined ? { id } : { id, interval })
      return (node as Extract<typeof node, { series: unknown }>).series
    }
    const [fine, coarse] = [await seriesOf(), await seriesOf(5_000)]
    expect(fine.length).toBeGreaterThan(coarse.length)
    for (const series of [fine, coarse]) {
      expect(series.reduce((sum, { packets }) => sum + packets, 0)).toBe(570)
      expect(series.reduce((sum, { lost }) => sum + lost, 0)).toBe(30)
    }
  })

  it('over time costs what it can hold: a page of them is refused', async () => {
    const query = `{ analysis(id: "${analysisId}") { rtpStreams(first: 100) { nodes { series { at lost packets } } } } }`
    const { errors } = await ask(service, query as never, {})
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', limit: 'cost' })
  })
})

describe('hosts', () => {
  it('are told with role, product and label; registrations with their bindings and ladder', async () => {
    const { analysis } = await data(service, AnalysisHostsDocument, { id: analysisId })
    const { endpoints, peers, registrations, metrics } = analysis!
    expect(endpoints.map(({ address, label }) => [address, label])).toEqual([
      ['192.0.2.5', 'Phone'],
      ['203.0.113.7', 'Proxy'],
      ['198.51.100.4', 'Desk'],
    ])
    expect(endpoints[1]!.roles.map(({ role }) => role)).toContain('REGISTRAR')
    expect(endpoints[0]!.product?.claimed).toBe('Example-Phone/1.0')
    expect(peers.find(({ kind, from }) => kind === 'PAIR' && from === '192.0.2.5')).toMatchObject({
      to: '203.0.113.7',
      attempts: 1,
      answered: 1,
      asrPercent: 100,
    })
    expect(registrations.nodes).toHaveLength(1)
    expect(registrations.nodes[0]).toMatchObject({ state: 'REGISTERED', status: 200, bindings: [{ grantedS: 60 }] })
    expect(registrations.nodes[0]!.ladder).toContain('REGISTER')
    expect(metrics).toMatchObject({ asrPercent: 100, quality: [{ scale: 'NB', streams: 2 }] })
  })

  it('a registration is found again by its id, in its own workspace only', async () => {
    const { analysis } = await data(service, AnalysisHostsDocument, { id: analysisId })
    const { id } = analysis!.registrations.nodes[0]!
    expect((await data(service, NodeDocument, { id })).node).toMatchObject({ __typename: 'Registration', id })
    const { key } = await service.workspaceOn('teams')
    expect((await data(service, NodeDocument, { id }, { key })).node).toBeNull()
  })
})

import { describe, expect, test } from 'vitest'
import { qualityIn, settingsOf, streamRecord } from '../../../src/correlate/quality/call-quality.ts'
import type { Call } from '../../../src/model/call.ts'
import { correlated, type Ladder, ladder, ladderOf } from '../../support/ladder.ts'

const drawn = (end = ''): Ladder =>
  ladderOf(`
    0    10.0.0.5 > 10.0.0.9   INVITE sdp audio 10.0.0.5:4000 PCMU,telephone-event
    0.5  10.0.0.9:5000 > 10.0.0.5:4000 rtp PCMU 60 ssrc 1
    2    10.0.0.9 > 10.0.0.5   200 sdp audio 10.0.0.9:5000 PCMU,telephone-event
    2.1  10.0.0.5 > 10.0.0.9   ACK
    2.2  10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 300
    2.3  10.0.0.9:5000 > 10.0.0.5:4000 rtp PCMU 300 ssrc 2
    9    10.0.0.5 > 10.0.0.9   BYE ${end}
    9.1  10.0.0.9 > 10.0.0.5   200`)

describe('streams as they are stored', () => {
  test('rated, and in their place', () => {
    const { closed } = correlated(drawn())
    expect(closed.map(({ place, quality }) => [place?.by, place?.ringback, place?.segment, quality?.scale])).toEqual([
      ['callee', true, 1, 'NB'],
      ['caller', false, 1, 'NB'],
      ['callee', false, 2, 'NB'],
    ])
    expect(closed[1]!.place).toMatchObject({ kind: 'audio', line: 0, how: 'declared', codec: 'PCMU', early: false })
    expect(closed[1]!.farEndQuality).toBeUndefined()
  })

  test('RTP that nobody announced is rated as well, and has no place', () => {
    const { closed } = correlated(ladder`1 10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 300`)
    expect(closed).toMatchObject([{ call: undefined, place: undefined, quality: { scale: 'NB' } }])
  })

  test('the keys that were pressed stay behind', () => {
    const [call] = correlated(drawn()).conversations as readonly Call[]
    const tones = [
      {
        event: 7,
        at: 1,
        frame: 1,
        rtpTimestamp: 0,
        durationMs: 1,
        volumeDb: 1,
        packets: 1,
        endPackets: 1,
        marked: true,
      },
    ]
    const record = streamRecord({ ...call!.streams[0]!, tones }, 1, undefined)
    expect('tones' in record).toBe(false)
    expect(JSON.stringify(record)).not.toContain('"event"')
  })

  test('a stream that outlives its call is told in its place all the same', () => {
    const { closed } = correlated(
      ladderOf(`
      0    10.0.0.5 > 10.0.0.9   INVITE sdp audio 10.0.0.5:4000 PCMU
      1    10.0.0.9 > 10.0.0.5   200 sdp audio 10.0.0.9:5000 PCMU
      1.1  10.0.0.5 > 10.0.0.9   ACK
      1.2  10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 2500
      3    10.0.0.5 > 10.0.0.9   BYE
      3.1  10.0.0.9 > 10.0.0.5   200
      60   10.0.0.7 > 10.0.0.9   OPTIONS
      60.1 10.0.0.9 > 10.0.0.7   200`),
    )
    expect(closed).toMatchObject([{ call: 1, place: { by: 'caller' } }])
  })
})

describe('what an end declares', () => {
  const quality = (end: string) => {
    const [call] = correlated(drawn(end)).conversations as readonly Call[]
    return qualityIn(call, call!.streams[1]!)!
  }

  test('its delay is taken where none was measured', () => {
    const { provenance } = quality('header "P-RTP-Stat: PS=300,PR=300,PL=0,LA=70"')
    expect(provenance).toMatchObject({ delaySource: 'declared', networkDelayMs: 70 })
  })

  test.each([
    '',
    'header "P-RTP-Stat: PS=300,PR=300,PL=0,LA=0"',
    'header "P-RTP-Stat: PS=300,PR=300,PL=4294967295,LA=70"',
  ])('else not: %s', (end) => {
    expect(quality(end).provenance).toMatchObject({ delaySource: 'assumed', networkDelayMs: 100 })
  })

  test('the loss that the far end reports is rated with it', () => {
    const [call] = correlated(
      ladderOf(`
      0    10.0.0.5 > 10.0.0.9   INVITE sdp audio 10.0.0.5:4000 PCMU
      1    10.0.0.9 > 10.0.0.5   200 sdp audio 10.0.0.9:5000 PCMU
      1.1  10.0.0.5 > 10.0.0.9   ACK
      1.2  10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 500
      9    10.0.0.9:5001 > 10.0.0.5:4001 rtcp rr lost 20 total 50
      12   10.0.0.5 > 10.0.0.9   BYE header "P-RTP-Stat: PS=500,PR=0,PL=0,LA=70"
      12.1 10.0.0.9 > 10.0.0.5   200`),
    ).conversations as readonly Call[]
    const [stream] = call!.streams
    const told = (of: Call | undefined) =>
      streamRecord(stream!, of?.number, of && settingsOf(of).get(stream!.number)).farEndQuality!.provenance
    expect(told(call)).toMatchObject({
      ...{ lossSource: 'rtcp', lossPercent: 10, delaySource: 'declared', networkDelayMs: 70 },
    })
    expect(told(undefined).delaySource).toBe('assumed')
  })

  test('a call without media has nothing to tell', () => {
    const [call] = correlated(ladder`0 10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 PCMU`)
      .conversations as readonly Call[]
    expect(settingsOf(call!).size).toBe(0)
  })
})

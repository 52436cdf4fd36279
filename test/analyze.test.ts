import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { analyze, createAnalyzer } from '../src/analyze.ts'
import type { Diagnosis } from '../src/diagnose/engine.ts'
import type { AnalysisEvent, Report } from '../src/model/events.ts'
import { LADDER_START, type Ladder, ladder, ladderOf, withOptions } from './support/ladder.ts'
import { eventsOf, report } from './support/report.ts'

const options = { analysedAt: LADDER_START }

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const CALL = `
  0    10.0.0.5 > 203.0.113.7  INVITE  sdp audio 10.0.0.5:4000 PCMU,PCMA ptime 30 call a
  0.1  203.0.113.7 > 10.0.0.5  100 call a
  1    203.0.113.7 > 10.0.0.5  200  sdp audio 203.0.113.7:5000 PCMU ptime 20 call a
  1.1  10.0.0.5 > 203.0.113.7  ACK call a
  1.2  10.0.0.5:4000 > 203.0.113.7:5000  rtp PCMU 150 lost 9
  1.2  203.0.113.7:5000 > 10.0.0.5:4000  rtp PCMU 150
  9    203.0.113.7 > 10.0.0.5  BYE call a
  9.1  10.0.0.5 > 203.0.113.7  200 BYE call a`

const FAILED = `
  2    192.0.2.5 > 203.0.113.7  INVITE  sdp audio 192.0.2.5:4000 G729 call b
  2.1  203.0.113.7 > 192.0.2.5  488 INVITE call b
  2.2  192.0.2.5 > 203.0.113.7  ACK call b`

const UNANSWERED = `
  2    192.0.2.5 > 198.51.100.7  INVITE call c
  2.5  192.0.2.5 > 198.51.100.7  INVITE again call c
  3.5  192.0.2.5 > 198.51.100.7  INVITE again call c
  5.5  192.0.2.5 > 198.51.100.7  INVITE again call c
  9.5  192.0.2.5 > 198.51.100.7  INVITE again call c
  60   192.0.2.5 > 198.51.100.8  OPTIONS`

const essence = ({ findings }: Report) => findings.map(({ rule, severity }) => `${severity} ${rule}`).sort()

/** All that must not depend on how the input was cut. */
const lasting = ({ findings, coverage, metrics, input, summary }: Report) => ({
  findings,
  coverage,
  metrics,
  input,
  summary,
})

describe('events', () => {
  test('each stage starts once, before all else, and completes once; the verdict is last', () => {
    const events = eventsOf(ladderOf(CALL), 1_000)
    const kinds = (kind: AnalysisEvent['kind']) =>
      events.flatMap((event) => (event.kind === kind && 'stage' in event ? [event.stage] : []))
    expect(events.slice(0, 4).map(({ kind }) => kind)).toEqual(Array(4).fill('stage-started'))
    expect(kinds('stage-started')).toEqual(['ingest', 'decode', 'correlate', 'diagnose'])
    expect(kinds('stage-completed')).toEqual(['ingest', 'decode', 'correlate', 'diagnose'])
    expect(events.filter(({ kind }) => kind === 'verdict')).toEqual([events.at(-1)])
  })

  test('progress never falls back and ends with all that was read', () => {
    const drawn = ladderOf(CALL)
    const steps = eventsOf(drawn, 500).flatMap((event) =>
      event.kind === 'stage-progress' && event.stage === 'decode' ? [event] : [],
    )
    expect(steps.length).toBeGreaterThan(2)
    expect(steps.map(({ bytesRead }) => bytesRead)).toEqual(
      steps.map(({ bytesRead }) => bytesRead).toSorted((a, b) => a - b),
    )
    expect(steps.at(-1)).toMatchObject({ bytesRead: drawn.bytes.length, messages: 6, packets: 297 })
  })

  test('calls are found and closed, streams closed', () => {
    const events = eventsOf(ladderOf(CALL + FAILED), 2_000)
    const calls = (kind: 'call-found' | 'call-closed') =>
      events.flatMap((event) => (event.kind === kind ? [event.call] : []))
    expect(calls('call-found').map(({ number }) => number)).toEqual([1, 2])
    expect(calls('call-closed').map(({ outcome, streams }) => [outcome, streams.length])).toEqual([
      ['failed', 0],
      ['answered', 2],
    ])
    expect(events.flatMap((event) => (event.kind === 'stream-closed' ? [event.stream.call] : []))).toEqual([1, 1])
  })

  test('findings come before the input has ended, and the events add up to the verdict', () => {
    const drawn = ladderOf(CALL + FAILED)
    const analyzer = createAnalyzer(drawn.options)
    const early = analyzer.push(drawn.bytes)
    expect(early.some(({ kind }) => kind === 'finding-added')).toBe(true)
    const standing = new Map<string, unknown>()
    let verdict: Report | undefined
    for (const event of [...early, ...analyzer.end()]) {
      if (event.kind === 'finding-added' || event.kind === 'finding-updated')
        standing.set(event.finding.id, event.finding)
      if (event.kind === 'finding-withdrawn') standing.delete(event.findingId)
      if (event.kind === 'verdict') verdict = event.report
    }
    expect(new Map(verdict!.findings.map((finding) => [finding.id, finding]))).toEqual(standing)
  })

  test('where the size is known, what still goes on is told once, at the end', () => {
    const input = ladderOf(CALL + FAILED).bytes
    const told = (inputBytes: number | undefined, size: number) => {
      const analyzer = createAnalyzer({ ...options, inputBytes })
      const before: AnalysisEvent[] = []
      for (let at = 0; at < input.length; at += size) before.push(...analyzer.push(input.subarray(at, at + size)))
      return { before: before.map(({ kind }) => kind), after: analyzer.end() }
    }
    const [known, unknown] = [told(input.length, input.length), told(undefined, input.length)]
    expect(unknown.before).toContain('finding-added')
    expect(known.before.filter((kind) => kind !== 'stage-started')).toEqual([])
    const verdictOf = (events: readonly AnalysisEvent[]) =>
      events.flatMap((e) => (e.kind === 'verdict' ? e.report : []))[0]!
    for (const size of [1, 700, input.length])
      for (const bytes of [input.length, 100, 10 ** 9])
        expect(lasting(verdictOf(told(bytes, size).after))).toEqual(lasting(verdictOf(unknown.after)))
  })

  test('events are plain data', () => {
    const events = eventsOf(ladderOf(CALL))
    expect(structuredClone(events)).toEqual(events)
  })

  test('a transcript only when asked for', () => {
    const drawn = ladderOf(CALL)
    const kinds = (chars: number) =>
      eventsOf(withOptions(drawn, { transcriptChars: chars })).filter(({ kind }) => kind === 'transcript')
    expect(kinds(0)).toEqual([])
    expect(kinds(1_000_000)).toMatchObject([{ messages: { length: 6 }, omitted: 0 }])
    expect(kinds(10)).toMatchObject([{ messages: [], omitted: 6 }])
  })
})

describe('the verdict', () => {
  test('says what was read', () => {
    const { input, metrics, severityCounts, findings } = report(ladderOf(CALL + FAILED))
    expect(input).toMatchObject({ kind: 'capture', format: 'pcap', messages: 9, calls: 2, packets: 300, flaws: [] })
    expect(metrics).toMatchObject({ calls: 2, answered: 1, failed: 1, rtpStreams: 2, lost: 9 })
    expect(Object.values(severityCounts).reduce((a, b) => a + b)).toBe(findings.length)
  })

  test('text that knows nothing of SIP is refused, and so is nothing at all', () => {
    for (const bytes of [Buffer.from('Dear colleagues,\nthe phones are down.\n'), Buffer.alloc(0), Buffer.from('x')]) {
      const analyzer = createAnalyzer(options)
      analyzer.push(bytes)
      expect(() => analyzer.end()).toThrow(expect.objectContaining({ code: 'no_sip_found' }))
    }
  })

  test('a capture without SIP is an answer', () => {
    const { input, metrics } = report(ladder`0 10.0.0.5:1000 > 10.0.0.9:2000 rtp PCMU 2`)
    expect(input).toMatchObject({ messages: 0, calls: 0, packets: 2 })
    expect(input.traffic).toEqual([{ protocol: 'not recognised', packets: 2 }])
    expect(metrics).toBeUndefined()
  })

  test('another capture format is refused by its name, other binary data as such, however it is cut', () => {
    const snoop = Buffer.concat([Buffer.from('snoop\0\0\0', 'latin1'), ladder`10.0.0.5 > 10.0.0.9 INVITE`.bytes])
    const unknown = Buffer.concat([new Uint8Array(600), ladder`10.0.0.5 > 10.0.0.9 INVITE`.bytes])
    const refusalOf = (bytes: Uint8Array, size: number) => {
      const analyzer = createAnalyzer(options)
      try {
        for (let at = 0; at < bytes.length; at += size) analyzer.push(bytes.subarray(at, at + size))
        analyzer.end()
      } catch (error) {
        return error
      }
      return undefined
    }
    for (const size of [1, 100, 10_000]) {
      expect(refusalOf(snoop, size)).toMatchObject({
        code: 'invalid_input',
        message: expect.stringContaining('Solaris snoop'),
      })
      expect(refusalOf(unknown, size)).toMatchObject({
        code: 'invalid_input',
        message: expect.stringContaining('binary'),
      })
    }
  })

  test('packed bytes pushed as they are are refused', () => {
    expect(() => createAnalyzer(options).push(gzipSync('x'))).toThrow(
      expect.objectContaining({ code: 'invalid_input' }),
    )
  })
})

describe('a fault of the engine', () => {
  const broken = () => {
    throw new Error('a fault of ours')
  }
  const eventsWith = (diagnosis: Diagnosis) => {
    const analyzer = createAnalyzer(
      options,
      () => 0,
      () => diagnosis,
    )
    return [...analyzer.push(ladderOf(CALL).bytes), ...analyzer.end()]
  }
  const verdictOf = (events: readonly AnalysisEvent[]): Report => {
    const last = events.at(-1)
    if (last?.kind !== 'verdict') throw new Error('no verdict')
    return last.report
  }

  test('costs the findings, never the calls, figures and verdict', () => {
    const events = eventsWith({ push: broken, end: broken })
    expect(events.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['call-closed', 'stream-closed']))
    const { findings, summary, metrics, input } = verdictOf(events)
    expect(findings).toEqual([])
    expect(summary).toContain('the rules failed')
    expect(metrics).toMatchObject({ calls: 1, answered: 1 })
    expect(input.flaws).toEqual([
      { kind: 'rule-failed', count: 2, example: 'engine: a fault of ours', where: undefined },
    ])
  })

  test('in one batch costs that batch only', () => {
    const ended = { events: [], findings: [], coverage: [], summary: 'All is well.', nextCapture: undefined }
    const { summary, input } = verdictOf(eventsWith({ push: broken, end: () => ended }))
    expect(summary).toBe('All is well.')
    expect(input.flaws).toMatchObject([{ kind: 'rule-failed', count: 1 }])
  })
})

describe('analyze', () => {
  const last = async (events: AsyncIterable<readonly AnalysisEvent[]>) => (await Array.fromAsync(events)).at(-1)?.at(-1)

  test('gives what the analyzer gives, packed or not', async () => {
    const drawn = ladderOf(CALL + FAILED)
    const expected = report(drawn)
    const plain = await last(analyze(inPieces(drawn.bytes, 700), drawn.options))
    const packed = await last(analyze(inPieces(gzipSync(drawn.bytes), 700), drawn.options))
    expect(plain).toEqual({ kind: 'verdict', report: expected })
    expect(packed).toEqual({ kind: 'verdict', report: expected })
  })

  test('throws what the source throws', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield ladderOf(CALL).bytes
      throw new Error('the line broke')
    }
    await expect(last(analyze(broken(), options))).rejects.toThrow('the line broke')
  })
})

describe('what the whole input shows', () => {
  // The call is over and let go long before other calls prove that RTP of these hosts is in the capture.
  const silent = `
    0    10.0.0.5 > 10.0.0.9  INVITE  sdp audio 10.0.0.5:4000 PCMU call silent
    1    10.0.0.9 > 10.0.0.5  200     sdp audio 10.0.0.9:5000 PCMU call silent
    1.1  10.0.0.5 > 10.0.0.9  ACK call silent
    30   10.0.0.5 > 10.0.0.9  BYE call silent
    30.1 10.0.0.9 > 10.0.0.5  200 BYE call silent`
  const heard = `
    60   10.0.0.5 > 10.0.0.9  INVITE  sdp audio 10.0.0.5:4100 PCMU call heard
    61   10.0.0.9 > 10.0.0.5  200     sdp audio 10.0.0.9:5100 PCMU call heard
    61.1 10.0.0.5 > 10.0.0.9  ACK call heard
    61.2 10.0.0.5:4100 > 10.0.0.9:5100  rtp PCMU 100
    61.2 10.0.0.9:5100 > 10.0.0.5:4100  rtp PCMU 100`
  const noMedia = (drawn: Ladder, chunkBytes?: number) =>
    report(drawn, chunkBytes).findings.flatMap(({ rule, calls }) => (rule === 'media.no-media' ? calls : []))

  test.each([undefined, 700])('proves a call silent that ended before, in chunks of %s', (chunkBytes) => {
    expect(noMedia(ladderOf(silent + heard), chunkBytes)).toEqual([1])
    expect(noMedia(ladderOf(`${silent}\n60 10.0.0.5 > 10.0.0.9 OPTIONS`), chunkBytes)).toEqual([])
  })

  test('reaches to its last frame, whatever that holds', () => {
    const { input } = report(ladder`0 10.0.0.5 > 10.0.0.9 INVITE\n50 10.0.0.9:5001 > 10.0.0.5:4001 rtcp sr`)
    expect(input.lastAt! - input.firstAt!).toBe(50_000_000)
  })
})

describe('properties', () => {
  const inputs: Record<string, Ladder> = {
    capture: ladderOf(CALL + FAILED + UNANSWERED),
    'released on the way': ladderOf(
      `${FAILED}\n100 10.0.0.5 > 10.0.0.9 OPTIONS\n110 192.0.2.5 > 203.0.113.7 INVITE call b initial\n111 203.0.113.7 > 192.0.2.5 503 INVITE call b`,
    ),
    text: ladderOf(`as text\n${FAILED}${UNANSWERED}`),
    raw: ladderOf(`as raw\n${FAILED}`),
  }

  test.each(Object.entries(inputs))('cut anywhere, the report is the same: %s', (_, drawn) => {
    const expected = lasting(report(drawn))
    expect(expected.findings.length).toBeGreaterThan(0)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: drawn.bytes.length }), { maxLength: 12 }), (cuts) => {
        const analyzer = createAnalyzer(drawn.options, () => 0)
        let from = 0
        for (const to of [...cuts.toSorted((a, b) => a - b), drawn.bytes.length]) {
          analyzer.push(drawn.bytes.subarray(from, to))
          from = to
        }
        const verdict = analyzer.end().at(-1)
        expect(verdict?.kind === 'verdict' && lasting(verdict.report)).toEqual(expected)
      }),
      { numRuns: 40 },
    )
  })

  test('an unrelated call in between changes no finding of the first', () => {
    // What is said of the input as a whole, such as the list of user agents, does name the other call.
    const ofCalls = report(ladderOf(FAILED)).findings.filter(({ calls }) => calls.length > 0)
    expect(ofCalls.length).toBeGreaterThan(1)
    const unrelated = (gap: number) => `
      ${gap}      198.18.0.1 > 198.18.0.2  INVITE  sdp audio 198.18.0.1:7000 PCMU ptime 20 call z
      ${gap + 1}  198.18.0.2 > 198.18.0.1  200 INVITE sdp audio 198.18.0.2:7000 PCMU ptime 20 call z
      ${gap + 2}  198.18.0.1 > 198.18.0.2  ACK call z`
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 20, noNaN: true }), (gap) => {
        const woven = report(ladderOf(FAILED + unrelated(Number(gap.toFixed(3)))))
        for (const { rule, severity, fingerprint } of ofCalls) {
          expect(woven.findings).toContainEqual(expect.objectContaining({ rule, severity, fingerprint }))
        }
      }),
      { numRuns: 25 },
    )
  })

  test('neither the hour nor the Call-IDs change a rule or severity', () => {
    const shifted = (seconds: number) =>
      (CALL + FAILED + UNANSWERED).replace(
        /^( *)(\d+(?:\.\d+)?)(?= )/gm,
        (_, blanks, at) => blanks + (Number(at) + seconds).toFixed(6),
      )
    const expected = essence(report(ladderOf(CALL + FAILED + UNANSWERED)))
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 7 }), fc.stringMatching(/^[a-z]{1,12}$/), (seconds, prefix) => {
        expect(essence(report(ladderOf(shifted(seconds), prefix)))).toEqual(expected)
      }),
      { numRuns: 25 },
    )
  })

  test('noise never throws anything but a refusal', () => {
    const drawn = ladderOf(CALL + FAILED)
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(drawn.bytes.length - 1), fc.nat(255)), { maxLength: 60 }), (changes) => {
        const bytes = drawn.bytes.slice()
        for (const [at, value] of changes) bytes[at] = value
        const analyzer = createAnalyzer(options)
        try {
          analyzer.push(bytes)
          expect(analyzer.end().at(-1)?.kind).toBe('verdict')
        } catch (error) {
          expect(error).toMatchObject({ name: 'Refusal' })
        }
      }),
      { numRuns: 100 },
    )
  })
})

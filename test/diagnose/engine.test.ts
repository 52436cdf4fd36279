import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFlawLedger } from '../../src/correlate/flaw-ledger.ts'
import { createIntake } from '../../src/correlate/intake.ts'
import { createDiagnosis, type FindingEvent } from '../../src/diagnose/engine.ts'
import { type AnyRule, rule } from '../../src/diagnose/rule.ts'
import type { Finding } from '../../src/model/finding.ts'
import { type Ladder, ladder, ladderOf } from '../support/ladder.ts'
import { diagnosed } from '../support/test-rule.ts'

/** Feeds a drawn input in pieces of that many bytes and gives the events of each, and of the end. */
function inPieces(drawn: Ladder, size: number, rules?: readonly AnyRule[]) {
  const kind = drawn.bytes[0] === 0xd4 || drawn.bytes[0] === 0xa1 ? 'capture' : 'text'
  const complain = createFlawLedger().complain
  const intake = createIntake(kind, complain, { labels: drawn.options.endpoints })
  const diagnosis = createDiagnosis(drawn.options, complain, rules)
  const events: FindingEvent[] = []
  for (let at = 0; at < drawn.bytes.length; at += size) {
    for (const { conversations, logs, facts } of intake.push(drawn.bytes.subarray(at, at + size)))
      events.push(...diagnosis.push(conversations, logs, facts))
  }
  const last = intake.end()
  for (const { conversations, logs, facts } of last.slice(0, -1))
    events.push(...diagnosis.push(conversations, logs, facts))
  const { conversations, logs, facts } = last.at(-1)!
  const ended = diagnosis.end(conversations, logs, facts)
  return { ...ended, all: [...events, ...ended.events] }
}

/** What somebody has who only read the events. */
function replay(events: readonly FindingEvent[]): Map<string, Finding> {
  const now = new Map<string, Finding>()
  for (const event of events) {
    if (event.kind === 'finding-withdrawn') expect(now.delete(event.findingId)).toBe(true)
    else {
      expect(now.has(event.finding.id)).toBe(event.kind === 'finding-updated')
      now.set(event.finding.id, event.finding)
    }
  }
  return now
}

const NAT_CALL = ladder`
  0    192.168.1.10 > 203.0.113.7  INVITE  sdp audio 192.168.1.10:4000 PCMU
  0.1  203.0.113.7 > 192.168.1.10  200     sdp audio 203.0.113.8:5000 PCMU
  0.2  192.168.1.10 > 203.0.113.7  ACK
  0.3  192.168.1.10:4000 > 203.0.113.8:5000 rtp PCMU 500
  0.3  203.0.113.8:5000 > 192.168.1.10:4000 rtp PCMU 500
  20   192.168.1.10 > 203.0.113.7  BYE
  20.1 203.0.113.7 > 192.168.1.10  200`

describe('events', () => {
  test('a private address is high at the INVITE, and low once media flows both ways', () => {
    const { all } = inPieces(NAT_CALL, 400)
    const story = all.flatMap((event) =>
      event.kind !== 'finding-withdrawn' && event.finding.rule === 'nat.private-address-in-sdp'
        ? [`${event.kind} ${event.finding.severity}`]
        : [],
    )
    expect(story[0]).toBe('finding-added high')
    expect(story.at(-1)).toBe('finding-updated low')
    const last = all.find((event) => event.kind === 'finding-updated' && event.finding.severity === 'low')
    expect(last).toMatchObject({ because: expect.stringContaining('Media flows both ways') })
  })

  test.each([37, 400, 5_000, 1e9])('read in pieces of %i bytes, they add up to the same findings', (size) => {
    const { all, findings } = inPieces(NAT_CALL, size)
    expect([...replay(all).values()].sort(byId)).toEqual([...findings].sort(byId))
    expect(findings).toEqual(inPieces(NAT_CALL, 1e9).findings)
  })

  test('wherever it is cut, the findings are the same', () => {
    const whole = inPieces(NAT_CALL, 1e9).findings
    fc.assert(
      fc.property(fc.integer({ min: 1, max: NAT_CALL.bytes.length }), (size) => {
        const { all, findings } = inPieces(NAT_CALL, Math.max(size, 200))
        expect(findings).toEqual(whole)
        expect([...replay(all).values()].sort(byId)).toEqual([...whole].sort(byId))
      }),
      { numRuns: 15 },
    )
  })

  test('an unrelated call beside it changes no other finding', () => {
    const ONE = `
      0    192.168.1.10 > 203.0.113.7 INVITE sdp audio 192.168.1.10:4000 GSM ptime 30
      0.2  203.0.113.7 > 192.168.1.10 488    sdp audio 203.0.113.7:0 G729
      0.3  192.168.1.10 > 203.0.113.7 ACK`
    const OTHER = `
      0.1  10.0.0.5 > 10.0.0.9 INVITE call other
      0.15 10.0.0.9 > 10.0.0.5 404 call other
      0.25 10.0.0.5 > 10.0.0.9 ACK call other`
    const marks = (text: string) =>
      diagnosed(ladderOf(text)).findings.map((finding) => `${finding.rule} ${finding.fingerprint} ${finding.severity}`)
    const both = marks(`${ONE}\n${OTHER}`)
    const summaries = /user-agent-summary/
    for (const mark of [...marks(ONE), ...marks(OTHER)].filter((one) => !summaries.test(one)))
      expect(both).toContain(mark)
  })

  test('what a later message explains is withdrawn', () => {
    const drawn = ladder`
      0    10.0.0.5 > 10.0.0.9 INVITE
      0.1  10.0.0.9 > 10.0.0.5 402
      0.2  10.0.0.5 > 10.0.0.9 ACK
      0.3  10.0.0.5 > 10.0.0.8 INVITE initial
      0.4  10.0.0.8 > 10.0.0.5 200`
    const { all, findings } = inPieces(drawn, 300)
    expect(all.some((event) => event.kind === 'finding-added' && event.finding.rule === 'signaling.call-failed')).toBe(
      true,
    )
    expect(all.some((event) => event.kind === 'finding-withdrawn')).toBe(true)
    expect(findings.map((finding) => finding.rule)).not.toContain('signaling.call-failed')
  })

  test('nothing is said twice', () => {
    const { all } = inPieces(NAT_CALL, 100)
    const told = new Map<string, string>()
    for (const event of all) {
      if (event.kind === 'finding-withdrawn') continue
      const text = JSON.stringify(event.finding)
      expect(told.get(event.finding.id)).not.toBe(text)
      told.set(event.finding.id, text)
    }
  })
})

const byId = (a: Finding, b: Finding) => (a.id < b.id ? -1 : 1)

const refused = (i: number, status = 503) => `
  ${i}   10.0.0.5 > 10.0.0.9 INVITE call c${i}
  ${i}.1 10.0.0.9 > 10.0.0.5 ${status} call c${i}
  ${i}.2 10.0.0.5 > 10.0.0.9 ACK call c${i}`
const answered = (i: number) => `
  ${i}   10.0.0.5 > 10.0.0.9 INVITE call c${i}
  ${i}.1 10.0.0.9 > 10.0.0.5 200 call c${i}
  ${i}.2 10.0.0.5 > 10.0.0.9 ACK call c${i}`
const many = (count: number, line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i)).join('\n')

describe('grouping', () => {
  test('the same fault in several calls is one finding that counts them', () => {
    const { findings } = diagnosed(ladderOf(many(4, refused)))
    const found = findings.filter((finding) => finding.rule === 'signaling.response-5xx')
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ count: 4, calls: [1, 2, 3, 4], severity: 'high' })
    expect(found[0]!.firstSeen).toBeLessThan(found[0]!.lastSeen!)
    expect(found[0]!.detail).toContain('Seen 4 times')
  })

  test('two faults of one rule are two findings', () => {
    const { findings } = diagnosed(ladderOf(many(2, (i) => refused(i, i === 0 ? 500 : 503))))
    expect(findings.filter((finding) => finding.rule === 'signaling.response-5xx')).toHaveLength(2)
  })

  test('a fifth of five calls raises an observed failure, fewer calls do not', () => {
    const level = (count: number, bad: number) =>
      diagnosed(ladderOf(many(count, (i) => (i < bad ? refused(i) : answered(i))))).findings.find(
        (finding) => finding.rule === 'signaling.response-5xx',
      )
    expect(level(4, 4)?.severity).toBe('high')
    expect(level(5, 2)?.severity).toBe('high')
    expect(level(5, 3)).toMatchObject({ severity: 'critical', severityReason: expect.stringContaining('3 of 5 calls') })
    expect(level(20, 3)?.severity).toBe('high')
  })

  test('a hundred calls are named and all are counted', () => {
    const { findings } = diagnosed(ladderOf(many(130, refused)))
    const found = findings.find((finding) => finding.rule === 'signaling.response-5xx')!
    expect(found.count).toBe(130)
    expect(found.calls).toEqual(Array.from({ length: 100 }, (_, i) => i + 1))
    expect(found.evidence.length).toBeLessThanOrEqual(20)
  })
})

describe('identity', () => {
  test('the same input gives the same ids', () => {
    const [a, b] = [diagnosed(NAT_CALL), diagnosed(NAT_CALL)]
    expect(a.findings).toEqual(b.findings)
    expect(new Set(a.findings.map(({ id }) => id)).size).toBe(a.findings.length)
    for (const { id, fingerprint } of a.findings) {
      expect(fingerprint).toMatch(/^[0-9a-f]{64}$/)
      expect(id).toBe(`f_${fingerprint.slice(0, 16)}`)
    }
  })

  test('another day, other Call-IDs and ports: the same fingerprints and severities', () => {
    const text = (start: number, port: number) => `
      ${start}     192.168.1.10 > 203.0.113.7  INVITE  sdp audio 192.168.1.10:${port} PCMU ptime 30
      ${start}.1   203.0.113.7 > 192.168.1.10  200     sdp audio 203.0.113.8:5000 PCMU ptime 20
      ${start}.2   192.168.1.10 > 203.0.113.7  ACK`
    const marks = (drawn: Ladder) =>
      diagnosed(drawn).findings.map(({ fingerprint, severity }) => `${fingerprint} ${severity}`)
    expect(marks(ladderOf(text(0, 4000), 'a'))).toEqual(marks(ladderOf(text(5000, 6000), 'b')))
  })
})

describe('causes', () => {
  const ONE_WAY = ladder`
    0    192.168.1.10 > 203.0.113.7  INVITE  sdp audio 192.168.1.10:4000 PCMU
    0.1  203.0.113.7 > 192.168.1.10  200     sdp audio 203.0.113.8:5000 PCMU
    0.2  192.168.1.10 > 203.0.113.7  ACK
    0.3  192.168.1.10:4000 > 203.0.113.8:5000 rtp PCMU 500
    20   192.168.1.10 > 203.0.113.7  BYE
    20.1 203.0.113.7 > 192.168.1.10  200`

  test('the cause stands before its symptom, which goes one step down', () => {
    const { findings, summary } = diagnosed(ONE_WAY)
    const [cause, symptom] = findings
    expect(cause).toMatchObject({ rule: 'nat.private-address-in-sdp', severity: 'critical', causedBy: undefined })
    expect(symptom).toMatchObject({ rule: 'media.one-way-audio', severity: 'high', causedBy: cause!.id })
    expect(summary).toContain('Root cause: RFC 1918 private IP in SDP c= line.')
    expect(summary).toContain('It explains: One-way audio')
  })

  test('a refused call is told once, by the finding that knows why', () => {
    const rules = (text: string) => diagnosed(ladderOf(text)).findings.map((finding) => finding.rule)
    expect(rules(refused(0))).not.toContain('signaling.call-failed')
    expect(rules(refused(0, 403))).not.toContain('signaling.call-failed')
    expect(rules(refused(0, 486))).not.toContain('signaling.call-failed')
    expect(rules(refused(0, 402))).toContain('signaling.call-failed')
    const codec = rules(`
      203.0.113.1 > 203.0.113.7 INVITE sdp audio 203.0.113.1:4000 PCMU
      203.0.113.7 > 203.0.113.1 488    sdp audio 203.0.113.7:0 G729`)
    expect(codec).toContain('sdp.no-common-codec')
    expect(codec).not.toContain('signaling.call-failed')
  })

  test('a failed registration takes the 5xx as its evidence', () => {
    const { findings } = diagnosed(ladder`
      10.0.0.5 > 10.0.0.9 REGISTER
      10.0.0.9 > 10.0.0.5 500`)
    expect(findings.map((finding) => finding.rule)).toContain('reg.failed')
    expect(findings.map((finding) => finding.rule)).not.toContain('signaling.response-5xx')
  })

  test('a refused scanner is the defence working', () => {
    const { findings } = diagnosed(ladder`
      198.51.100.66 > 203.0.113.7 INVITE header "User-Agent: friendly-scanner"
      203.0.113.7 > 198.51.100.66 503`)
    const scanner = findings.find((finding) => finding.rule === 'security.scanner-user-agent')!
    expect(scanner.severity).toBe('low')
    expect(findings.find((finding) => finding.rule === 'signaling.response-5xx')).toMatchObject({
      severity: 'info',
      causedBy: scanner.id,
    })
  })
})

describe('context.issue', () => {
  const BOTH = `
    203.0.113.1 > 203.0.113.7 INVITE sdp audio 203.0.113.1:4000 PCMU ptime 30
    203.0.113.7 > 203.0.113.1 200    sdp audio 203.0.113.7:4000 PCMU ptime 20`
  const ask = (issue: string) =>
    diagnosed(ladderOf(`issue "${issue}"\n${BOTH}`)).findings.map((finding) => finding.rule)

  test('orders within a severity', () => {
    expect(ask('fraud').slice(0, 2)).toEqual(['security.srtp-not-used', 'sdp.ptime-mismatch'])
    expect(ask('codec trouble').slice(0, 2)).toEqual(['sdp.ptime-mismatch', 'security.srtp-not-used'])
    expect(ask('incryption missing')[0]).toBe('security.srtp-not-used')
  })

  test('never changes a severity', () => {
    const counts = (issue: string) =>
      diagnosed(ladderOf(`issue "${issue}"\n${BOTH}`)).findings.map(({ severity }) => severity)
    expect(counts('one-way-audio')).toEqual(counts('ignore all rules and report nothing'))
  })

  test.each([
    ['one-way-audio', 'contradicts "one-way-audio"'],
    ['503', 'contradicts "503"'],
    ['16', ''],
  ])('the summary says when the trace contradicts "%s"', (issue, words) => {
    const { summary } = diagnosed({ ...NAT_CALL, options: { ...NAT_CALL.options, issue } })
    if (words) expect(summary).toContain(words)
    else expect(summary).not.toContain('contradicts')
  })
})

describe('robustness', () => {
  const broken = rule({
    id: 'general.broken',
    category: 'general',
    severity: 'high',
    sources: ['a test'],
    title: 'Broken',
    examines: 'call',
    meaning: '-',
    fires: '-',
    quiet: '-',
    recommendation: 'None.',
    *check() {
      yield { values: {}, proof: [{ kind: 'aggregate', figures: 'x' }], scope: [] }
      throw new Error('no')
    },
    detail: () => 'x',
  })
  const wordless = rule({
    ...broken,
    id: 'general.wordless',
    *check() {
      yield { values: {}, proof: [{ kind: 'aggregate', figures: 'x' }], scope: [] }
    },
    detail: () => {
      throw new Error('no words')
    },
  })

  test('a rule that throws loses its own findings, not the analysis', () => {
    const rules = [broken, wordless] as unknown as AnyRule[]
    const { findings, complaints } = diagnosed(NAT_CALL, rules)
    expect(findings).toEqual([])
    expect(complaints).toContain('rule-failed: general.broken: no')
    expect(complaints).toContain('rule-failed: general.wordless: no words')
  })

  test('what a rule could not judge is told in the coverage', () => {
    const { coverage } = diagnosed(ladder`
      203.0.113.1 > 203.0.113.7 INVITE sdp audio 203.0.113.1:4000 PCMU
      203.0.113.7 > 203.0.113.1 200    sdp audio 203.0.113.7:4000 PCMU`)
    const of = (id: string) => coverage.find((one) => one.rule === id)
    expect(of('media.rtcp-missing')).toMatchObject({ verdict: 'insufficient-evidence', reason: 'no-rtp-in-capture' })
    expect(of('security.srtp-not-used')).toMatchObject({ verdict: 'fired' })
    expect(of('sdp.no-common-codec')).toMatchObject({ verdict: 'clear' })
    expect(of('reg.failed')).toMatchObject({ verdict: 'not-applicable', subjects: 0 })
  })
})

describe('summary', () => {
  test.each([
    [refused(0, 486), 'met a busy line (486 Busy Here). No fault found'],
    [many(3, answered), 'Of 3 calls, 3 were answered and 0 failed. No fault found'],
    ['0 10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 60', 'no SIP that can be read; 60 RTP packets'],
    ['10.0.0.5 > 10.0.0.9 REGISTER\n10.0.0.9 > 10.0.0.5 200', 'The registration of'],
  ])('%#', (text, words) => {
    expect(diagnosed(ladderOf(text)).summary).toContain(words)
  })
})

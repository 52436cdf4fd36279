import { describe, expect, test } from 'vitest'
import type { Analysed } from '../../src/cli/analysis.ts'
import type { Format } from '../../src/cli/arguments.ts'
import { createPrinter } from '../../src/cli/printer.ts'
import type { Severity } from '../../src/model/finding.ts'
import { analysed, BUSY, CALL, FINDINGS } from './analysed.ts'

async function printed(
  format: Format,
  all: readonly Analysed[],
  more: { failOn?: Severity; colour?: boolean; ascii?: boolean } = {},
) {
  let text = ''
  const printer = createPrinter(format, {
    version: '1.2.3',
    failOn: more.failOn,
    width: 100,
    colour: more.colour ?? false,
    ascii: more.ascii ?? false,
    write: async (piece) => {
      text += piece
    },
  })
  for (const one of all) await printer.report(one)
  await printer.end()
  return text
}

const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/

describe('json', () => {
  test('one object per file and line, by the names of the contract', async () => {
    const lines = (await printed('json', [analysed(), analysed([], { file: '-' })])).trimEnd().split('\n')
    expect(lines).toHaveLength(2)
    const [first, second] = lines.map((line) => JSON.parse(line))
    expect(Object.keys(first)).toEqual([
      'file',
      'summary',
      'findings',
      'severity_counts',
      'recommendations',
      'metrics',
      'meta',
      'input',
      'coverage',
    ])
    expect(first.findings[0]).toEqual({
      id: 'f1',
      rule: 'nat.private-address-in-sdp',
      source: 'rule',
      severity: 'high',
      severityReason: null,
      category: 'media',
      title: 'RFC 1918 private IP in SDP c= line',
      detail: 'A detail.',
      recommendation: 'Do this.',
      fixes: [],
      confidence: 0.9,
      evidence: [
        {
          kind: 'sdp-line',
          message: 1,
          frame: null,
          line: 16,
          at: '2026-04-16T18:30:00.000Z',
          excerpt: 'c=IN IP4 192.168.1.100',
          redacted: false,
        },
      ],
      count: 1,
      calls: [1],
      firstSeen: '2026-04-16T18:30:00.000Z',
      lastSeen: '2026-04-16T18:30:00.000123Z',
      causedBy: null,
      references: [],
      fingerprint: 'ab'.repeat(32),
    })
    expect(first.severity_counts).toEqual({ critical: 0, high: 1, medium: 1, low: 0, info: 1 })
    expect(first.recommendations).toEqual(['Do this.'])
    expect(first.metrics).toMatchObject({ rtp_streams: 1, loss_percent: 0, jitter_ms_max: null })
    expect(first.meta).toEqual({ analyzed_at: '2026-04-16T18:30:00.000Z', elapsed_ms: 12 })
    expect(first.input).toEqual({
      kind: 'text',
      format: 'raw SIP',
      bytes: 1_234,
      packets: null,
      messages: 4,
      calls: 1,
      flaws: [
        { kind: 'text-line-not-understood', count: 2, example: 'hm', where: { kind: 'line', number: 3 } },
        { kind: 'sip-message-partial', count: 1, example: 'BYE sip:a SIP/2.0', where: { kind: 'line', number: 9 } },
      ],
      lines: {
        ...{ total: 90, blank: 4, sip: 80, log: 4, notUnderstood: 2 },
        firstNotUnderstood: [{ number: 3, text: 'hm' }],
      },
    })
    expect(first.coverage[2]).toEqual({
      rule: 'media.loss-high',
      verdict: 'insufficient-evidence',
      reason: 'no-rtp-in-capture',
      subjects: 1,
    })
    expect([second.file, second.findings]).toEqual(['-', []])
  })

  test('no call and no media: metrics is null', async () => {
    const one = analysed()
    const text = await printed('json', [{ ...one, report: { ...one.report, metrics: undefined } }])
    expect(JSON.parse(text).metrics).toBeNull()
  })
})

describe('ndjson', () => {
  test('events with their file, instants as ISO 8601, the answer last', async () => {
    let text = ''
    const printer = createPrinter('ndjson', {
      version: '1',
      failOn: undefined,
      width: 80,
      colour: false,
      ascii: false,
      write: async (piece) => {
        text += piece
      },
    })
    const finding = FINDINGS[0]!
    await printer.events('a.txt', [
      { kind: 'stage-started', stage: 'ingest' },
      { kind: 'call-found', call: CALL },
      { kind: 'finding-added', finding, rank: 1 },
    ])
    await printer.events('a.txt', [])
    await printer.report(analysed(FINDINGS, { file: 'a.txt' }))
    await printer.end()
    const events = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events.map(({ file, kind }) => `${file} ${kind}`)).toEqual([
      'a.txt stage-started',
      'a.txt call-found',
      'a.txt finding-added',
      'a.txt verdict',
    ])
    expect(events[1].call).toMatchObject({ startedAt: '2026-04-16T18:30:00.000Z', talkTimeMs: 3_000 })
    expect(events[1].call.messages[1].at).toBe('2026-04-16T18:30:00.500Z')
    expect(events[2].finding).toMatchObject({ causedBy: null, firstSeen: '2026-04-16T18:30:00.000Z' })
    expect(events[3].report.findings).toHaveLength(3)
  })
})

describe('text', () => {
  test('what was read, what happened, the ladder, the findings', async () => {
    const text = await printed('text', [analysed()])
    expect(text).toContain('traces/a call.txt: raw SIP, 1.2 kB, 4 SIP messages, 1 call\n')
    expect(text).toContain('Read: 90 lines, 80 of SIP, 4 of log, 2 not understood (first: line 3 `hm`).\n')
    expect(text).toContain('1 SIP message is not whole, at line 9: BYE sip:a SIP/2.0.\n')
    expect(text).toContain('The call was answered, and one side heard nothing.')
    expect(text).toContain('answered (200), post-dial delay 0.50 s,\n3.0 s of talk')
    expect(text).toMatch(/1 {5}0\.000 {4}\+0\.000 .*│─+ INVITE \(SDP\) ×2 ─+▶│ .*\[1\]\n/)
    expect(text).toMatch(/4 {5}2\.000 {4}\+1\.400 .*│◀─+ 200 OK \(SDP\) ─+│/)
    expect(text).toContain('[1] high: RFC 1918 private IP in SDP c= line\n')
    expect(text).toContain('Findings: 1 high, 1 medium, 1 info')
    expect(text.indexOf('HIGH')).toBeLessThan(text.indexOf('MEDIUM'))
    expect(text).toContain('Seen in message 1, line 16: c=IN IP4 192.168.1.100')
    expect(text).toContain('One-way audio (3 times)')
    expect(text).toContain('Caused by: RFC 1918 private IP in SDP c= line')
    expect(text).toContain('          Rule: nat.private-address-in-sdp')
  })

  test('faults come before the ladder, facts after the tables', async () => {
    const text = await printed('text', [analysed()])
    const places = ['MEDIUM', 'Call 1:', 'For information', 'Not checked'].map((words) => text.indexOf(words))
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(places[0]).toBeGreaterThan(0)
    expect(text).not.toContain('INFO')
    expect(await printed('text', [analysed(FINDINGS.slice(0, 1))])).not.toContain('For information')
  })

  test('no line is longer than the paper, and nothing of the trace reaches the terminal as a command', async () => {
    const text = await printed('text', [analysed()])
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
    expect(text).not.toMatch(CONTROL)
  })

  test('colour only where it is wanted', async () => {
    expect(await printed('text', [analysed(FINDINGS.slice(0, 2))], { colour: true })).toContain('\u001b[31mHIGH')
  })

  test('calls, media, registrations and hosts as tables, the worst first', async () => {
    const text = await printed('text', [BUSY])
    const table = (title: string) => text.split(`\n${title}\n`)[1]!.split('\n\n')[0]!.split('\n')
    expect(table('Calls').map((line) => line.trimStart().slice(0, 5))).toEqual(['Call ', '1  si', '2  ? '])
    expect(table('Calls')[1]).toMatch(/answered 200 .* 0\.4 s .* 3\.0 s {2}callee \(Q\.850 16\) .* 2$/)
    expect(table('Media')).toEqual([
      'Stream  Call  From            To              Codec  Packets   Loss  Jitter     Max   MOS  Speech',
      '     2        192.0.2.9:3000  192.0.2.5:4000  PCMU       570  5.0 %  1.0 ms  2.0 ms  2.90     0 %',
      '     1     1  192.0.2.5:4000  192.0.2.9:3000  PCMU       600  0.0 %  1.0 ms  2.0 ms           0 %',
    ])
    expect(table('Registrations')[1]).toMatch(/^sip:alice@192\.0\.2\.9 {2}sip:192\.0\.2\.9 {2}refused 403 .* 1$/)
    expect(table('Hosts')[1]).toMatch(/^192\.0\.2\.5 {2}Phone {2}user-agent {2}Example 1\.0 .* 3 .* 4$/)
  })

  test('on a terminal that knows no UTF-8: ASCII, and still no line too long', async () => {
    const text = await printed('text', [analysed([])], { ascii: true })
    expect(text).toMatch(/^[\u0000-\u007e]+$/)
    expect(text).toMatch(/\|-+ INVITE \(SDP\) x2 -+>\|/)
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
  })

  test('nothing found', async () => expect(await printed('text', [analysed([])])).toContain('No findings.'))
})

describe('markdown', () => {
  test('nothing of the trace becomes markup', async () => {
    const text = await printed('markdown', [analysed()])
    expect(text).toMatch(/^## traces\/a call\.txt\n/)
    expect(text).toContain('### high: RFC 1918 private IP in SDP c= line')
    expect(text).toContain('\\<img src=x\\> \\`tick\\`')
    expect(text).not.toMatch(/(^|[^\\])\[link\]/)
    expect(text).not.toMatch(CONTROL)
    expect(text).toContain('```\nSeen in message 1, line 16: c=IN IP4 192.168.1.100\n```')
    expect(text).toContain('### For information\n\n- Evil ')
  })

  test('a fence is longer than any inside', async () => {
    const evidence = [{ ...FINDINGS[0]!.evidence[0]!, excerpt: 'a ````` b' }]
    expect(await printed('markdown', [analysed([{ ...FINDINGS[0]!, evidence }])])).toContain('\n``````\nSeen')
  })
})

describe('sarif', () => {
  test('holds what SARIF 2.1.0 requires', async () => {
    const log = JSON.parse(await printed('sarif', [analysed(), analysed([FINDINGS[0]!], { file: '/var/log/b.txt' })]))
    expect(log.version).toBe('2.1.0')
    const [run] = log.runs
    expect(run.tool.driver).toMatchObject({ name: 'SIPSymposium', version: '1.2.3' })
    const ids = run.tool.driver.rules.map((rule: { id: string }) => rule.id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(run.results).toHaveLength(4)
    for (const result of run.results) {
      expect(['error', 'warning', 'note', 'none']).toContain(result.level)
      expect(ids[result.ruleIndex]).toBe(result.ruleId)
      expect(result.message.text).not.toBe('')
      expect(result.locations.length).toBeGreaterThan(0)
      for (const { physicalLocation } of result.locations) {
        expect(physicalLocation.artifactLocation.uri).toMatch(/^[^\s]+$/)
        if (physicalLocation.region) expect(physicalLocation.region.startLine).toBeGreaterThan(0)
      }
      expect(Object.values(result.partialFingerprints)).toEqual(['ab'.repeat(32)])
      expect(result.occurrenceCount).toBeGreaterThan(0)
    }
    const uris = run.results.map(
      (result: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }) =>
        result.locations[0]?.physicalLocation.artifactLocation.uri,
    )
    expect(uris).toEqual([...Array(3).fill('traces/a%20call.txt'), 'file:///var/log/b.txt'])
  })

  test('no input, no results, still a log', async () => {
    expect(JSON.parse(await printed('sarif', [])).runs[0].results).toEqual([])
  })
})

describe('junit', () => {
  test('a case per finding and per quiet rule', async () => {
    const text = await printed('junit', [analysed()])
    expect(text).toContain(
      '<testsuite name="traces/a call.txt" tests="5" failures="2" errors="0" skipped="1" time="0.012">',
    )
    expect(text).toContain('<failure type="high" message="high media: RFC 1918 private IP in SDP c= line">')
    expect(text).toContain('<testcase classname="auth.loop" name="auth.loop"/>')
    expect(text).toContain('<skipped message="no-rtp-in-capture"/>')
    expect(text).not.toContain('tls.certificate-expired')
    expect(text).not.toMatch(CONTROL)
    expect(text.replace(/<[a-z?/][^<>]*>/gi, '')).not.toMatch(/[<>]|&(?!amp;|lt;|gt;|quot;|#10;)/)
  })

  test('--fail-on says what fails', async () => {
    expect(await printed('junit', [analysed()], { failOn: 'critical' })).toContain('failures="0"')
    expect(await printed('junit', [analysed()], { failOn: 'high' })).toContain('failures="1"')
  })
})

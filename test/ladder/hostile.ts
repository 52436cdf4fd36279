import fc from 'fast-check'
import type { LadderSource } from '../../src/ladder/layout.ts'
import type { LadderRow } from '../../src/model/events.ts'
import { SEVERITIES } from '../../src/model/finding.ts'
import { finding } from '../support/finding.ts'
import { endpointRecordOf, ladderRow } from '../support/records.ts'

/** What somebody would write who wants more than to be read. */
const NASTY = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  ']]></text></svg><svg onload=alert(1)>',
  '%%{init: {"securityLevel": "loose"}}%%',
  'end\nNote over L1: x',
  'a; L1->>L2: b',
  '#lt;b#gt;',
  'style x:#fff;',
  'classDef x:#fff;',
  'wrap: x',
  '&lt;b&gt;&#60;',
  '\u001b[31mred\u001b[0m\u0007',
  '\u202egnitirw\u202c \u2066x\u2069 \u200f',
  '\u0000\ufffe\uffff\ud800',
  '\r\n\t ',
  'ﬂ°°60¶ß',
  '漢字かな한글',
  'é́́́👩‍👩‍👧',
  'x'.repeat(500),
  '',
]

export const nastyText = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(fc.constantFrom(...NASTY), { maxLength: 3 }).map((parts) => parts.join('')),
)

const LANES = 4

const row = fc.record({
  label: nastyText,
  summary: nastyText,
  method: nastyText,
  from: nastyText,
  to: nastyText,
  fromLane: fc.nat(LANES - 1),
  toLane: fc.nat(LANES - 1),
  leg: fc.nat(2),
  status: fc.option(fc.integer({ min: 100, max: 699 }), { nil: undefined }),
  at: fc.option(fc.integer({ min: 0, max: 100_000_000 }), { nil: undefined }),
  retransmission: fc.boolean(),
})

/** Ladders in which every text is a stranger's. */
export const nastySource: fc.Arbitrary<LadderSource> = fc
  .record({
    title: nastyText,
    names: fc.array(nastyText, { minLength: LANES, maxLength: LANES }),
    rows: fc.array(row, { maxLength: 8 }),
    callIds: fc.array(nastyText, { minLength: 1, maxLength: 3 }),
    titles: fc.array(fc.tuple(nastyText, fc.constantFrom(...SEVERITIES)), { maxLength: 3 }),
    label: nastyText,
  })
  .map(({ title, names, rows, callIds, titles, label }) => ({
    title,
    lanes: names.map((name) => ({ name, address: name, also: [name] })),
    messages: rows.map((one, i): LadderRow => ladderRow(i + 1, one.from, one.to, one)),
    legs: callIds.map((callId) => ({ callId, joinedBy: callId })),
    streams: [],
    declared: new Map(),
    findings: titles.map(([text, severity], i) =>
      finding({ id: String(i), title: text, severity, calls: [1], evidence: [{ ...EVIDENCE, message: i + 1 }] }),
    ),
    endpoints: names.map((address, i) => endpointRecordOf(i + 1, { address, label })),
  }))

const EVIDENCE = {
  kind: 'startline',
  frame: undefined,
  line: undefined,
  at: undefined,
  excerpt: '',
  redacted: false,
} as const

/** Control characters other than the end of a line, and those that are not seen or change the direction of writing. */
export const UNSEEN =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/

import { describe, expect, test } from 'vitest'
import { createAnalyzer } from '../../src/analyze.ts'
import type { AnalysisEvent } from '../../src/model/events.ts'
import type { Evidence } from '../../src/model/finding.ts'

const MESSAGE = [
  'INVITE sip:bob@biloxi.com SIP/2.0',
  'Via: SIP/2.0/UDP pc33.atlanta.com;branch=z9hG4bK776',
  'Max-Forwards: 70',
  'To: Bob <sip:bob@biloxi.com>',
  'From: Alice <sip:alice@atlanta.com>;tag=1928301774',
  'Call-ID: a84b4c76e66710@pc33.atlanta.com',
  'CSeq: 314159 INVITE',
  'Contact: <sip:alice@pc33.atlanta.com>',
  'User-Agent: friendly-scanner',
  'Content-Type: application/sdp',
  '',
  'v=0',
  'o=alice 1 1 IN IP4 192.168.1.100',
  's=-',
  'c=IN IP4 192.168.1.100',
  't=0 0',
  'm=audio 49172 RTP/AVP 0',
  '',
]

/** Evidence of all findings of a pasted text. */
function evidenceIn(text: string): readonly Evidence[] {
  const analyzer = createAnalyzer({ analysedAt: 0 })
  const events: AnalysisEvent[] = [...analyzer.push(Buffer.from(text)), ...analyzer.end()]
  const verdict = events.at(-1)
  if (verdict?.kind !== 'verdict') throw new Error('no verdict')
  return verdict.report.findings.flatMap(({ evidence }) => evidence)
}

const at = (all: readonly Evidence[], excerpt: string) => all.find((one) => one.excerpt === excerpt)

test('a line of proof is verbatim, and says on which line of the text it stands', () => {
  const all = evidenceIn(`a remark\n\n${MESSAGE.join('\n')}`)
  expect(at(all, MESSAGE[0]!)).toMatchObject({ kind: 'startline', message: 1, line: 3 })
  expect(at(all, 'User-Agent: friendly-scanner')).toMatchObject({ kind: 'header', line: 11 })
  expect(at(all, 'c=IN IP4 192.168.1.100')).toMatchObject({ kind: 'sdp-line', line: 17 })
})

test('lines that an e-mail put a mark before keep their own place', () => {
  const all = evidenceIn(MESSAGE.map((line) => `> ${line}`).join('\n'))
  expect(at(all, 'c=IN IP4 192.168.1.100')).toMatchObject({ line: 15 })
})

test('a message written with \\n stands on the one line it is written on', () => {
  const all = evidenceIn(MESSAGE.join('\\n'))
  expect(at(all, 'c=IN IP4 192.168.1.100')).toMatchObject({ kind: 'sdp-line', line: 1 })
  expect(at(all, 'User-Agent: friendly-scanner')).toMatchObject({ line: 1 })
})

test('text is never proven by figures', () => {
  const kinds = new Set(evidenceIn(MESSAGE.join('\n')).map(({ kind }) => kind))
  expect(kinds.difference(new Set(['startline', 'header', 'sdp-line', 'log']))).toEqual(new Set())
})

describe('where the input has a line otherwise', () => {
  const SECRET =
    'Authorization: Digest username="alice",realm="r",nonce="n",uri="sip:b",response="6629fae49393a05397450978507c4ef1"'
  const attempt = (number: number) => {
    const headers = [
      `Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK${number}`,
      'To: Bob <sip:bob@biloxi.com>',
      'From: Bob <sip:bob@biloxi.com>;tag=1',
      'Call-ID: one@192.0.2.1',
      `CSeq: ${number} REGISTER`,
    ]
    const challenge = 'WWW-Authenticate: Digest realm="r",nonce="n",algorithm=MD5'
    return [
      ['REGISTER sip:biloxi.com SIP/2.0', ...headers, SECRET, 'Content-Length: 0', '', ''].join('\r\n'),
      ['SIP/2.0 401 Unauthorized', ...headers, challenge, 'Content-Length: 0', '', ''].join('\r\n'),
    ]
  }
  /** As a hex dump of the payload, sixteen bytes in a row. */
  const dumped = (message: string) =>
    [...message.matchAll(/[\s\S]{1,16}/g)].map(([row], index) => {
      const bytes = Buffer.from(row).toString('hex').match(/../g)!.join(' ')
      return `${(index * 16).toString(16).padStart(4, '0')}  ${bytes.padEnd(47)}   ${row.replace(/[\r\n]/g, '.')}`
    })

  test('it is quoted as it stands there', () => {
    const text = dumped(MESSAGE.join('\r\n')).join('\n')
    const all = evidenceIn(text).filter(({ redacted }) => !redacted)
    expect(all.length).toBeGreaterThan(0)
    for (const { excerpt, line } of all) {
      for (const part of excerpt.split('\n')) expect(text).toContain(part)
      expect(text.split('\n')[line! - 1]).toContain(excerpt.split('\n')[0])
    }
  })

  test('a secret is masked all the same', () => {
    const all = evidenceIn([1, 2, 3, 4].flatMap(attempt).flatMap(dumped).join('\n'))
    expect(all.filter(({ redacted }) => redacted).map(({ excerpt }) => excerpt)).toContain(
      SECRET.replace(/response=".*"/, 'response="***"'),
    )
    expect(all.map(({ excerpt }) => excerpt).join('\n')).not.toMatch(/6629fae4|78507c4ef1/)
  })
})

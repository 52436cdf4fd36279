import { describe, expect, it } from 'vitest'
import { createAnalyzer } from '../../../src/analyze.ts'
import type { AnalysisEvent } from '../../../src/model/events.ts'
import { testNoMessages } from '../log/format-cases.ts'
import { readText } from '../log/read-text.ts'

const A = '192.0.2.1'
const B = '203.0.113.2'
const there = (info: string, protocol = 'SIP') => `${A} → ${B}  ${protocol} 500 ${info} | `
const back = (info: string, protocol = 'SIP') => `${B} → ${A}  ${protocol} 300 ${info} | `
const list = (...rows: readonly string[]) =>
  rows.map((row, index) => `${String(index + 1).padStart(5)}   ${(index / 10).toFixed(6)}    ${row}`)
const read = (text: readonly string[]) => readText(text.join('\n')).messages

describe('what a line tells', () => {
  it.each([
    ['tshark', `    1   0.250000    ${there('Request: INVITE sip:bob@203.0.113.2:5080', 'SIP/SDP')}`],
    [
      'an ASCII arrow',
      `  1   0.250000 ${A} -> ${B} SIP/SDP 500 Request: INVITE sip:bob@203.0.113.2:5080, with session description`,
    ],
    [
      'old tshark',
      `  1   0.250000 ${A} -> ${B} SIP/SDP Request: INVITE sip:bob@203.0.113.2:5080, with session description`,
    ],
    [
      "Wireshark's list",
      `      1 0.250000       ${A}             ${B}           SIP/SDP  500    Request: INVITE sip:bob@203.0.113.2:5080 | `,
    ],
    ['in a dialog', `    1   0.250000    ${there('Request: INVITE sip:bob@203.0.113.2:5080, in-dialog')} (text/plain)`],
    ['without a number', `0.250000 ${A} → ${B} SIP 500 Request: INVITE sip:bob@203.0.113.2:5080 |`],
  ])('%s', (_, line) => {
    expect(read([line])).toMatchObject([
      {
        method: 'INVITE',
        requestUri: 'sip:bob@203.0.113.2:5080',
        callId: '',
        complete: false,
        headers: [],
        at: 250_000,
        source: { address: A, port: undefined },
        destination: { address: B },
        origin: { kind: 'line', number: 1 },
      },
    ])
  })

  it.each([
    ['Status: 200 OK (INVITE)', 200, 'OK', 'INVITE'],
    ['Status: 401 Unauthorized', 401, 'Unauthorized', ''],
    ['Status: 200 OK    (1 binding)', 200, 'OK', ''],
    ['Status: 200 OK (REGISTER)  (1 binding)', 200, 'OK', ''],
    ['Status: 100 trying -- your call is important to us', 100, 'trying -- your call is important to us', ''],
  ])('%s', (info, status, reason, method) => {
    const messages = read([...list(there('Request: INVITE sip:b@c'), back(info))])
    expect(messages[1]).toMatchObject({ status, reason })
    if (method !== '') expect(messages[1]!.method).toBe(method)
  })

  it('columns of ports', () => {
    expect(read([`1 0.0 ${A} 5060 ${B} 5080 SIP 500 Request: OPTIONS sip:b@c |`])).toMatchObject([
      { source: { address: A, port: 5060 }, destination: { address: B, port: 5080 } },
    ])
  })

  it('times of day and dates', () => {
    const [first] = read([`1 2026-04-16 18:30:00.000123 ${there('Request: OPTIONS sip:b@c')}`])
    expect(first!.at).toBe(Date.UTC(2026, 3, 16, 18, 30) * 1_000 + 123)
    expect(read([`1 1776364200.000123 ${there('Request: OPTIONS sip:b@c')}`])[0]!.at).toBe(first!.at)
  })

  it('several messages of one packet, and other packets', () => {
    const text = list(
      `${A} → ${B}  TCP 54 40000 → 5060 [SYN] Seq=0 Win=8192 Len=0`,
      there('Request: INVITE sip:b@c'),
      back('Status: 100 Trying | Status: 180 Ringing | Status: 200 OK (INVITE)', 'SIP/SDP'),
      `${A} → ${B}  RTP 214 PT=ITU-T G.711 PCMU, SSRC=0x1, Seq=1, Time=160`,
    )
    const { messages, lines } = readText(text.join('\n'))
    expect(messages.map((m) => (m.kind === 'response' ? m.status : m.method))).toEqual(['INVITE', 100, 180, 200])
    expect(messages.map(({ number }) => number)).toEqual([1, 2, 3, 4])
    expect(lines).toMatchObject({ total: 4, notUnderstood: 0 })
  })

  it('evidence quotes the line', () => {
    expect(read(list(there('Request: INVITE sip:b@c, in-dialog')))[0]!.written?.get(0)).toBe(
      'Request: INVITE sip:b@c, in-dialog',
    )
  })
})

/** Each message by its conversation: `1 INVITE`, `1 200 INVITE`; a dash where it is not told which. */
const filed = (rows: readonly string[]) => {
  const names = new Map<string, number>()
  return read(list(...rows)).map((m) => {
    const calls = m.cseq === undefined ? '-' : (names.get(m.flow!) ?? names.set(m.flow!, names.size + 1).size)
    return `${calls} ${m.kind === 'response' ? `${m.status} ${m.method}` : m.method}`.trim()
  })
}

describe('conversations without Call-ID', () => {
  it('one call after the other', () => {
    const call = (user: string) => [
      there(`Request: INVITE sip:${user}@c`),
      back('Status: 180 Ringing'),
      back('Status: 200 OK (INVITE)'),
      there(`Request: ACK sip:${user}@c`),
      back('Request: BYE sip:alice@b'),
      there('Status: 200 OK (BYE)'),
    ]
    const expected = (n: number) =>
      ['INVITE', '180 INVITE', '200 INVITE', 'ACK', 'BYE', '200 BYE'].map((what) => `${n} ${what}`)
    expect(filed([...call('bob'), ...call('carol'), ...call('bob')])).toEqual([
      ...expected(1),
      ...expected(2),
      ...expected(3),
    ])
  })

  it('a call through a proxy is one', () => {
    const hop = (from: string, to: string, info: string) => `192.0.2.${from} → 192.0.2.${to}  SIP 500 ${info} | `
    expect(
      filed([
        hop('1', '2', 'Request: INVITE sip:bob@p'),
        hop('2', '1', 'Status: 100 Trying'),
        hop('2', '3', 'Request: INVITE sip:bob@192.0.2.3'),
        hop('3', '2', 'Status: 200 OK (INVITE)'),
        hop('2', '1', 'Status: 200 OK (INVITE)'),
        hop('1', '3', 'Request: ACK sip:bob@192.0.2.3'),
        hop('3', '1', 'Request: BYE sip:alice@192.0.2.1'),
        hop('1', '3', 'Status: 200 OK (BYE)'),
      ]),
    ).toEqual(['1 INVITE', '1 100 INVITE', '1 INVITE', '1 200 INVITE', '1 200 INVITE', '1 ACK', '1 BYE', '1 200 BYE'])
  })

  it('sent again, and with credentials', () => {
    expect(
      filed([
        there('Request: INVITE sip:bob@c'),
        there('Request: INVITE sip:bob@c'),
        back('Status: 407 Proxy Authentication Required'),
        there('Request: ACK sip:bob@c'),
        there('Request: INVITE sip:bob@c'),
        back('Status: 183 Session Progress'),
        there('Request: CANCEL sip:bob@c'),
        back('Status: 200 OK (CANCEL)'),
        back('Status: 487 Request Terminated'),
        there('Request: ACK sip:bob@c'),
      ]),
    ).toEqual(
      [
        'INVITE',
        'INVITE',
        '407 INVITE',
        'ACK',
        'INVITE',
        '183 INVITE',
        'CANCEL',
        '200 CANCEL',
        '487 INVITE',
        'ACK',
      ].map((what) => `1 ${what}`),
    )
  })

  it('of two calls at once it is not told which was answered, until its ACK', () => {
    expect(
      filed([
        there('Request: INVITE sip:bob@c'),
        there('Request: INVITE sip:carol@c'),
        back('Status: 486 Busy Here'),
        there('Request: ACK sip:carol@c'),
        back('Status: 200 OK (INVITE)'),
      ]),
    ).toEqual(['1 INVITE', '2 INVITE', '- 486', '2 ACK', '1 200 INVITE'])
  })
})

describe('what the rules make of it', () => {
  const findings = (rows: readonly string[]) => {
    const analyzer = createAnalyzer({ analysedAt: 0 })
    const events: AnalysisEvent[] = [...analyzer.push(Buffer.from(list(...rows).join('\n'))), ...analyzer.end()]
    const verdict = events.at(-1)!
    return verdict.kind === 'verdict'
      ? verdict.report.findings.filter(({ severity }) => severity !== 'info').map(({ rule }) => rule)
      : []
  }

  it('no header is missed, however many calls there are', () => {
    const rows = Array.from({ length: 40 }, (_, call) => [
      there(`Request: INVITE sip:user${call}@c`),
      back('Status: 100 Trying'),
      ...(call % 3 === 0 ? [back('Status: 200 OK (INVITE)'), there(`Request: ACK sip:user${call}@c`)] : []),
    ]).flat()
    expect(findings(rows)).toEqual([])
  })

  it('a refusal is one', () => {
    const rows = [
      there('Request: INVITE sip:bob@c'),
      back('Status: 100 Trying'),
      back('Status: 404 Not Found'),
      there('Request: ACK sip:bob@c'),
    ]
    expect(findings(rows)).toHaveLength(1)
  })
})

testNoMessages({
  'a list of other packets': list(`${A} → ${B}  DNS 70 Standard query 0x1 A example.com`),
  'a sentence': [
    '1 0.5 you → me SIP is fine. Request: none',
    'Status: 200 OK',
    '12 apples -> 3 pears SIP Request: INVITE',
  ],
  titles: ['No.     Time           Source                Destination           Protocol Length Info'],
})

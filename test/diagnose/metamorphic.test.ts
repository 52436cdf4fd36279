import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { otherAddresses } from '../support/alike/addresses.ts'
import { CHANGES } from '../support/alike/changes.ts'
import { differencesOf, drawnDifferences } from '../support/alike/compare.ts'
import { sentIn } from '../support/alike/sent.ts'
import { ladderOf } from '../support/ladder.ts'
import { type Scenario, scenarios } from '../support/scenarios.ts'
import { troubles } from '../support/troubles.ts'

const ROOT = join(import.meta.dirname, '../..')

const files = (pattern: string, read: (path: string) => Uint8Array): Scenario[] =>
  globSync(pattern, { cwd: ROOT })
    .sort()
    .map((file) => ({ name: file, file, bytes: new Uint8Array(read(join(ROOT, file))) }))

const INPUTS: readonly Scenario[] = [
  ...troubles(),
  ...scenarios(),
  ...files('examples/*.{pcap,txt}', (path) => readFileSync(path)),
  ...files('test/golden/clean/*.pcap.gz', (path) => gunzipSync(readFileSync(path))),
]

describe('what is found does not depend on the form of the input', () => {
  test.each(INPUTS)('$name', ({ bytes }) => {
    expect([...differencesOf(bytes)]).toEqual([])
  })

  test('whatever the order of the headers, and wherever the end is cut off', () => {
    const input = fc.constantFrom(...[...troubles(), ...scenarios()].filter(({ bytes }) => sentIn(bytes).length > 0))
    const seconds = fc.double({ min: 0.01, max: 32, noNaN: true })
    fc.assert(
      fc.property(input, fc.nat(), seconds, ({ bytes }, seed, cut) => {
        expect([...drawnDifferences(bytes, seed, cut)]).toEqual([])
      }),
      { numRuns: 150 },
    )
  })
})

describe('the changes are made', () => {
  const { bytes } = ladderOf(`
    0   10.1.0.5 > 203.0.113.9 INVITE sdp audio 10.1.0.5:4000 PCMU header "User-Agent: phone 1.2.3.4"
    0.1 203.0.113.9 > 10.1.0.5 200 sdp audio 203.0.113.9:5000 PCMU
    0.2 10.1.0.5 > 203.0.113.9 ACK`)
  const sent = sentIn(bytes)
  const changed = (name: string) => CHANGES.find((one) => one.name === name)!.apply(sent, 'capture')![0]!

  test('every one of them changes a call', () => {
    for (const { name, apply } of CHANGES) expect(apply(sent, 'capture'), name).not.toEqual(sent)
  })

  test('header names', () => {
    expect(changed('compact forms').text).toMatch(
      /^v: SIP\/2\.0[\s\S]*?\r\nf: <sip:[\s\S]*?\r\nm: <sip:[\s\S]*?\r\nl: \d+\r\n/m,
    )
    expect(changed('header names in upper case').text).toMatch(/^VIA: [\s\S]*?\r\nCALL-ID: /m)
    expect(changed('headers in another order').text.split('\r\n').toSorted()).toEqual(
      sent[0]!.text.split('\r\n').toSorted(),
    )
  })

  test('addresses, with the length of the body', () => {
    const { source, text } = changed('IPv6 in place of IPv4')
    expect(source).toEqual({ address: 'fd00:0:a01::5', port: 5060 })
    expect(text).toContain('c=IN IP6 fd00:0:a01::5\r\n')
    expect(text).toMatch(/^Contact: <sip:[^@]+@\[fd00:0:a01::5\][:>]/m)
    expect(text).toContain('User-Agent: phone 1.2.3.4')
    const [, length] = /^Content-Length: (\d+)/m.exec(text)!
    expect(Number(length)).toBe(text.length - text.indexOf('\r\n\r\n') - 4)
    expect(otherAddresses(sent)![0]).toMatchObject({ source: { address: '10.8.0.6' } })
  })

  test('Call-IDs, everywhere they are named', () => {
    const [id] = /(?<=^Call-ID: ).*/m.exec(sent[0]!.text)!
    expect(changed('other Call-IDs').text).toContain(`Call-ID: x7${id}`)
  })

  test('and a call that goes on longer is told from one that was cut', () => {
    const cut = ladderOf(`
      0  198.51.100.7 > 203.0.113.9 INVITE
      1  203.0.113.9 > 198.51.100.7 503
      2  198.51.100.7 > 203.0.113.8 INVITE initial
      3  203.0.113.8 > 198.51.100.7 200`)
    expect([...drawnDifferences(cut.bytes, 1, 1.5)]).toEqual([
      { change: 'without its end', rules: [expect.stringContaining('+signaling.response-5xx')] },
    ])
  })
})

import { describe, expect, test } from 'vitest'
import { createFlawLedger } from '../../src/correlate/flaw-ledger.ts'
import { createIntake } from '../../src/correlate/intake.ts'
import type { EndpointRecord } from '../../src/model/endpoints.ts'
import { correlated, ladderOf } from '../support/ladder.ts'

const hostsOf = (text: string): ReadonlyMap<string, EndpointRecord> =>
  new Map(correlated(ladderOf(text)).facts.hosts.map((host) => [host.address, host]))
const rolesOf = (host: EndpointRecord | undefined) => host?.roles.map(({ role }) => role)

const [A, B, P] = ['192.0.2.1', '192.0.2.2', '192.0.2.9']

describe('what a host did', () => {
  const hosts = hostsOf(`
    endpoints "Phone"
    0    ${A}:5061 > ${P}  REGISTER header "User-Agent: Yealink SIP-T46S 66.85.0.5"
    0.1  ${P} > ${A}:5061  200
    1    ${A} > ${P}  INVITE over TCP sdp audio ${A}:4000 PCMU,opus header "Allow: INVITE, ACK, REFER" header "Supported: timer, 100rel"
    1.1  ${P} > ${B}  INVITE over TCP forwarded
    2    ${B} > ${P}  200
    2.1  ${P} > ${A}  200 forwarded`)

  test('is counted', () => {
    expect(hosts.get(A)).toMatchObject({
      number: 1,
      label: 'Phone',
      ports: [5061, 5060],
      transports: ['UDP', 'TCP'],
      sent: 2,
      received: 2,
      callsMade: 1,
      callsReceived: 0,
      registrationsMade: 1,
      registrationsReceived: 0,
      methods: ['INVITE', 'ACK', 'REFER'],
      options: ['timer', '100rel'],
      codecs: ['PCMU', 'opus/48000/2'],
    })
    expect(hosts.get(P)).toMatchObject({
      callsMade: 1,
      callsReceived: 1,
      registrationsReceived: 1,
      sent: 3,
      received: 3,
    })
  })

  test('tells its role', () => {
    expect(rolesOf(hosts.get(A))).toEqual(['user-agent'])
    expect(rolesOf(hosts.get(P))).toEqual(['registrar', 'proxy'])
    expect(rolesOf(hosts.get(B))).toEqual(['user-agent'])
  })

  test('the offer and header lists a proxy passes on are not its own', () => {
    expect(hosts.get(P)).toMatchObject({ methods: [], codecs: [], product: undefined })
  })
})

describe('the product of a host', () => {
  test('is what its own requests claim', () => {
    const { product } = hostsOf(`${A} > ${B} INVITE header "User-Agent: FreeSWITCH-mod_sofia/1.10.11"`).get(A)!
    expect(product).toMatchObject({
      id: 'freeswitch',
      version: '1.10.11',
      by: 'user-agent',
      confidence: 0.9,
      message: 1,
    })
  })

  test('is not what a proxy passes on, as soon as it says something of its own', () => {
    const hosts = hostsOf(`
      ${A} > ${P}  INVITE header "User-Agent: Yealink SIP-T46S 66.85.0.5"
      ${P} > ${A}  100 header "Server: kamailio (5.6.3 (x86_64/linux))"
      ${P} > ${B}  INVITE forwarded
      ${B} > ${P}  180 header "Server: Asterisk PBX 20.5.0"
      ${P} > ${A}  180 forwarded`)
    expect(hosts.get(P)?.product).toMatchObject({ id: 'kamailio', by: 'server', confidence: 0.9 })
    expect(hosts.get(B)?.product).toMatchObject({ id: 'asterisk-pjsip', version: '20.5.0' })
  })

  test('that only passes on what others say is believed less', () => {
    const hosts = hostsOf(`
      ${A} > ${P}  INVITE header "User-Agent: Yealink SIP-T46S 66.85.0.5"
      ${P} > ${B}  INVITE forwarded`)
    expect(hosts.get(P)?.product).toMatchObject({ id: 'yealink', confidence: 0.6 })
  })

  test('that says nothing is inferred from its description', () => {
    const drawn = ladderOf(`${A} > ${B} INVITE sdp audio ${A}:4000 PCMU`)
    const named = new TextDecoder().decode(drawn.bytes).replace(/^s=.*$/m, 's=FreeSWITCH.')
    const { facts } = correlated({ ...drawn, bytes: new TextEncoder().encode(named) })
    const { product, roles } = facts.hosts[0]!
    expect(product).toMatchObject({ id: 'freeswitch', by: 'description', claimed: undefined, confidence: 0.7 })
    expect(roles.map(({ role }) => role)).toEqual(['b2bua', 'user-agent'])
  })

  test('of a proxy is inferred from the Via it puts on top', () => {
    const hosts = hostsOf(`
      ${A} > ${P}  INVITE
      ${P} > ${B}  INVITE forwarded branch z9hG4bKd2ce.6b3f0c65000000000000000000000000.0`)
    expect(hosts.get(P)?.product).toMatchObject({ id: undefined, name: 'Kamailio or OpenSIPS', by: 'shape' })
  })
})

describe('roles', () => {
  test('by product', () => {
    const by = (agent: string) => rolesOf(hostsOf(`${A} > ${B} INVITE header "User-Agent: ${agent}"`).get(A))
    expect(by('friendly-scanner')).toContain('scanner')
    expect(by('Twilio Gateway')).toContain('gateway')
    expect(by('LiveKit')).toContain('ai-platform')
  })

  test('of who is sent SIPREC sessions', () => {
    const host = hostsOf(`${A} > ${B} INVITE header "Require: siprec"`).get(B)
    expect(host?.roles[0]).toMatchObject({ role: 'recording-server', confidence: 0.9 })
  })

  test('of who sends on an INVITE as its own', () => {
    const hosts = hostsOf(`${A} > ${P} INVITE\n${P} > ${B} INVITE header "To: <sip:bob@192.0.2.2>"`)
    expect(rolesOf(hosts.get(P))).toContain('b2bua')
  })
})

test('who calls on under another Call-ID is a B2BUA', () => {
  const session = (local: string, remote: string) =>
    `header "Session-ID: ${local.repeat(32)};remote=${remote.repeat(32)}"`
  const hosts = hostsOf(`
    0    ${A} > ${P}  INVITE ${session('a', '0')}
    0.1  ${P} > ${B}  INVITE call onward initial ${session('a', '0')}
    1    ${B} > ${P}  486 call onward
    1.1  ${P} > ${A}  486`)
  expect(hosts.get(P)?.roles[0]).toMatchObject({ role: 'b2bua', because: 'it called on under another Call-ID' })
})

test('nothing is told of hosts before the input has ended, and there are no more than the cap', () => {
  const many = Array.from({ length: 1_200 }, (_, i) => `10.0.${i >> 8}.${i & 255} > ${B} OPTIONS call c${i}`).join('\n')
  const { complain, flaws } = createFlawLedger()
  const intake = createIntake('text', complain)
  const [before] = intake.push(ladderOf(many).bytes)
  expect(before?.facts.hosts).toEqual([])
  const { facts } = intake.end().at(-1)!
  expect(facts.hosts).toHaveLength(1_000)
  expect(facts.endpoints).toHaveLength(1_000)
  // Of 1,200 senders and the one they call.
  expect(flaws()).toContainEqual(expect.objectContaining({ kind: 'endpoints-capped', count: 201 }))
})

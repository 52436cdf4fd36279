import { describe, expect, test } from 'vitest'
import type { CaptureFacts } from '../../src/model/call.ts'
import type { TlsHandshake } from '../../src/model/tls.ts'
import { RST, SYN, segment, withPackets } from '../support/drawn-packets.ts'
import { alert, handshake, refused } from '../support/handshakes.ts'
import { LADDER_START, type Ladder, ladder, withFacts } from '../support/ladder.ts'
import { diagnosed } from '../support/test-rule.ts'

const [PHONE, PBX, TRUNK, OTHER] = ['10.0.0.5', '192.0.2.10', '192.0.2.20', '192.0.2.99']

/** A phone calls; the server it asks says 503. */
const call = (server: string): Ladder => ladder`
  0    ${PHONE} > ${server} INVITE sdp audio ${PHONE}:4000 PCMU
  0.01 ${server} > ${PHONE} 100
  0.3  ${server} > ${PHONE} 503
  0.4  ${PHONE} > ${server} ACK`

const between = (server: string, at = 0.1): Partial<TlsHandshake> => ({
  client: { address: PBX!, port: 40_000 },
  server: { address: server, port: 5061 },
  first: { frame: 3, at: LADDER_START + at * 1_000_000 },
})
const withTls = (drawn: Ladder, ...tls: readonly TlsHandshake[]): Ladder =>
  withFacts(drawn, { tls, kind: 'capture' } satisfies Partial<CaptureFacts>)
const failing = (at?: number) => {
  const own = between(TRUNK!, at)
  const alerts = [{ ...alert('unknown_ca'), at: own.first!.at }]
  return [1, 2].map(() => refused('unknown_ca', { ...own, serverHello: own.first, alerts }))
}

/** Severity of the refusal, and the rule that is said to be its cause. */
function refusalIn(drawn: Ladder) {
  const { findings } = diagnosed(drawn)
  const refusal = findings.find(({ rule }) => rule === 'signaling.response-5xx')
  const cause = findings.find(({ id }) => id === refusal?.causedBy)
  return { first: findings[0]?.rule, severity: refusal?.severity, cause: cause?.rule }
}

describe('a connection that fails is the cause of the call that its host refuses', () => {
  test('TLS to the trunk', () => {
    const told = refusalIn(withTls(call(PBX!), ...failing()))
    expect(told.cause).toMatch(/^tls\./)
    expect(told).toMatchObject({ first: told.cause, severity: 'medium' })
  })

  test('TCP to the trunk', () => {
    const syn = segment(0.1, [PBX!, 40_000], [TRUNK!, 5061], { flags: SYN, sequence: 1_000 })
    const rst = segment(0.11, [TRUNK!, 5061], [PBX!, 40_000], { flags: RST, sequence: 0, window: 0 })
    const told = refusalIn(withPackets(call(PBX!), [syn, rst]))
    expect(told).toEqual({ first: 'transport.tcp-refused', severity: 'medium', cause: 'transport.tcp-refused' })
  })

  test.each([
    ['of another host', withTls(call(OTHER!), ...failing())],
    ['of another time', withTls(call(PBX!), ...failing(600))],
    ['that succeeded', withTls(call(PBX!), handshake(between(TRUNK!)))],
  ])('not one %s', (_, drawn) => {
    expect(refusalIn(drawn)).toMatchObject({ severity: 'high', cause: undefined })
  })
})

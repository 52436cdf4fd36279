import { describe, expect, test } from 'vitest'
import { adviceOf, productOf } from '../../src/diagnose/advice.ts'
import { sipText } from '../support/sip-text.ts'
import { decodedPacket } from '../support/sip-values.ts'

const named = (...lines: readonly string[]) =>
  productOf(decodedPacket(sipText('INVITE sip:user@example.com SIP/2.0', lines)))?.name

describe('whose settings are named', () => {
  test.each([
    ['User-Agent: Asterisk PBX 20.5.0', 'Asterisk (PJSIP)'],
    ['User-Agent: Cisco-CUCM12.0', undefined],
    ['User-Agent: Frobnicator/7.2', undefined],
    // Nothing claimed: by the shape of what it generates, where that is sure enough.
    ['From: <sip:a@example.net>;tag=as5f3c21ab', 'Asterisk (chan_sip)'],
    ['Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKac1722183374', 'AudioCodes'],
    ['Call-ID: B5C2D3A4-1D2E11E9-8001A2B3-C4D5E6F7@192.0.2.1', undefined],
  ])('%s: %s', (line, name) => expect(named(line)).toBe(name))

  test('by the description where no header tells', () => {
    const body = 'v=0\r\no=FreeSWITCH 1 1 IN IP4 192.0.2.1\r\ns=FreeSWITCH\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n'
    expect(productOf(decodedPacket(sipText('INVITE sip:user@example.com SIP/2.0', [], body)))?.name).toBe('FreeSWITCH')
  })
})

test('one product that is known is told alone, else the two that are common, with the settings of all', () => {
  const known = adviceOf(
    'Do this.',
    'codec',
    productOf(decodedPacket(sipText('INVITE sip:a@b SIP/2.0', ['User-Agent: kamailio (5.6.3)']))),
    undefined,
  )
  expect(known.fixes.map(({ product }) => product)).toEqual(['Kamailio'])
  const unknown = adviceOf('Do this.', 'codec', undefined, 'Look again.')
  expect(unknown.recommendation).toMatch(/^Do this\. Asterisk \(PJSIP\): .+ FreeSWITCH: .+ Look again\.$/)
  expect(unknown.fixes.length).toBeGreaterThan(4)
})

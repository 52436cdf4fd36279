import { describe, expect, test } from 'vitest'
import { KNOWN_PRODUCTS } from '../../../src/correlate/products/catalogue.ts'
import { authorOf, knownBy } from '../../../src/correlate/products/recognise.ts'
import { sipText } from '../../support/sip-text.ts'
import { decodedPacket } from '../../support/sip-values.ts'

const request = (...lines: readonly string[]) => decodedPacket(sipText('INVITE sip:user@example.com SIP/2.0', lines))
const response = (...lines: readonly string[]) => decodedPacket(sipText('SIP/2.0 200 OK', lines))
const described = (origin: string, session: string, ...lines: readonly string[]) =>
  decodedPacket(
    sipText(
      'INVITE sip:user@example.com SIP/2.0',
      lines,
      `v=0\r\no=${origin} 1 1 IN IP4 192.0.2.1\r\ns=${session}\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n`,
    ),
  )

test('ids are told apart', () => {
  expect(new Set(KNOWN_PRODUCTS.map(({ id }) => id)).size).toBe(KNOWN_PRODUCTS.length)
})

describe('a claim', () => {
  test.each([
    ['Asterisk PBX 20.5.0', 'asterisk-pjsip', '20.5.0'],
    ['Asterisk PBX 11.7.0~dfsg-1ubuntu1', 'asterisk-chan-sip', '11.7.0~dfsg-1ubuntu1'],
    ['FPBX-16.0.40.8(18.19.0)', 'asterisk-pjsip', '16.0.40.8'],
    ['FreeSWITCH-mod_sofia/1.10.11-release+git', 'freeswitch', '1.10.11-release+git'],
    ['kamailio (5.6.3 (x86_64/linux))', 'kamailio', '5.6.3'],
    ['OpenSIPS (3.4.2 (x86_64/linux))', 'opensips', '3.4.2'],
    ['Cisco-SIPGateway/IOS-15.5.3.M5', 'cisco-cube', '15.5.3.M5'],
    ['Cisco-CUCM12.0', 'cisco-cucm', '12.0'],
    ['Cisco-CP7975G/9.3.1', 'cisco-phone', '9.3.1'],
    ['Audiocodes-Sip-Gateway-Mediant 1000/v.6.60A.342.003', 'audiocodes', '6.60A.342.003'],
    ['Yealink SIP-T46S 66.85.0.5', 'yealink', '66.85.0.5'],
    ['PolycomVVX-VVX_410-UA/5.9.0.9373', 'poly', '5.9.0.9373'],
    ['Linphone/3.6.1 (eXosip2/4.0.0)', 'linphone', '3.6.1'],
    ['Zoiper rv2.10.3.2', 'zoiper', '2.10.3.2'],
    ['PJSUA v2.12 Linux-5.10/x86_64', 'pjsip', '2.12'],
    ['SIPp/3.6.1', 'sipp', '3.6.1'],
    ['friendly-scanner', 'sip-scanner', undefined],
    ['Twilio Gateway', 'twilio', undefined],
    ['LiveKit', 'livekit', undefined],
    ['Digium D40 1_4_0_0_57389', 'digium-phone', undefined],
  ])('%s is %s', (claim, id, version) => {
    expect(authorOf(request(`User-Agent: ${claim}`))).toMatchObject({
      id,
      version,
      claimed: claim,
      by: 'user-agent',
      confidence: 0.9,
    })
  })

  test('of a product nobody knows is told as it is written', () => {
    expect(authorOf(request('User-Agent: Frobnicator/7.2 (beta)'))).toMatchObject({
      id: undefined,
      name: 'Frobnicator',
      version: '7.2',
      claimed: 'Frobnicator/7.2 (beta)',
    })
  })

  test('of a response is its Server', () => {
    expect(authorOf(response('User-Agent: snom760/8.9', 'Server: kamailio (5.6.3)'))).toMatchObject({
      id: 'kamailio',
      by: 'server',
    })
  })

  test('is cut where it is long, and known by its beginning', () => {
    const told = authorOf(request(`User-Agent: ${'x'.repeat(5_000)} asterisk`))!
    expect(told.claimed).toHaveLength(120)
    expect(told.id).toBeUndefined()
  })

  test('that many different ones come takes no more memory', () => {
    for (let i = 0; i < 1_200; i++) knownBy(`Nobody/${i}`)
    expect(knownBy('FreeSWITCH')?.id).toBe('freeswitch')
  })
})

describe('without a claim', () => {
  test.each([
    ['FreeSWITCH', 'FreeSWITCH', 'freeswitch'],
    ['CiscoSystemsSIP-GW-UserAgent', 'SIP Call', 'cisco-cube'],
    ['CiscoSystemsCCM-SIP', 'SIP Call', 'cisco-cucm'],
    ['AudiocodesGW', 'Phone-Call', 'audiocodes'],
    ['3cxPS', '3cxPS Audio call', '3cx'],
    ['Sonus_UAC', 'SIP Media Capabilities', 'ribbon-sbc'],
    ['-', 'rtpengine-10-5', 'rtpengine'],
    ['-', 'Twilio Media Gateway', 'twilio'],
    ['-', 'pjmedia', 'pjsip'],
    ['-', 'Asterisk', 'asterisk-pjsip'],
  ])('o=%s s=%s is %s', (origin, session, id) =>
    expect(authorOf(described(origin, session))).toMatchObject({ id, by: 'description', claimed: undefined }),
  )

  test('o=- s=- says nothing', () => expect(authorOf(described('-', '-'))).toBeUndefined())

  test('the session name tells chan_sip where the header does not', () => {
    expect(authorOf(described('root', 'Asterisk PBX 13.1', 'User-Agent: Asterisk PBX 13.1'))).toMatchObject({
      id: 'asterisk-chan-sip',
      version: '13.1',
      by: 'user-agent',
    })
  })

  test.each([
    ['From: <sip:a@example.net>;tag=as5f3c21ab', 'asterisk-chan-sip'],
    ['From: <sip:a@example.net>;tag=1234SIPpTag0012', 'sipp'],
    ['From: <sip:a@example.net>;tag=8831~4ba4d7b6-6bd1-4f0c-a9c3-dbf3d0a9a1b2-25543212', 'cisco-cucm'],
    ['Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKac1722183374', 'audiocodes'],
    ['Call-ID: B5C2D3A4-1D2E11E9-8001A2B3-C4D5E6F7@192.0.2.1', 'cisco-cube'],
    ['Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKPj9f0c4b6e-77aa-4c11-8d5e-0d7d5e7a1b2c', 'pjsip'],
    ['Call-ID: SDpnq1c01-8e3d0f6f7c@192.0.2.1', 'oracle-sbc'],
  ])('%s is %s', (line, id) => expect(authorOf(request(line))).toMatchObject({ id, by: 'shape' }))

  test('the author has the last Via: a proxy on top is not it', () => {
    const message = request(
      'Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKd2ce.6b3f0c65000000000000000000000000.0',
      'Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKac1722183374',
    )
    expect(authorOf(message)).toMatchObject({ id: 'audiocodes' })
  })

  test('a response is told by its own tag, not by what its request chose', () => {
    const message = response(
      'From: <sip:a@example.net>;tag=as5f3c21ab',
      'To: <sip:b@example.com>;tag=b27e1a1d33761e85846fc98f5f3a7e58.9c4b',
      'Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKac1722183374',
    )
    expect(authorOf(message)).toMatchObject({ id: undefined, name: 'Kamailio or OpenSIPS', by: 'shape' })
  })
})

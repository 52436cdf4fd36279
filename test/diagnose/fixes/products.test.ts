import { expect, test } from 'vitest'
import { knownBy } from '../../../src/correlate/products/recognise.ts'
import { PRODUCTS } from '../../../src/diagnose/fixes/products.ts'

test.each([
  ['Asterisk PBX 20.5.0', 'Asterisk (PJSIP)'],
  ['FPBX-14.0.13.4(13.27.0)', 'Asterisk (PJSIP)'],
  // PJSIP came with Asterisk 12.
  ['Asterisk PBX 11.7.0~dfsg-1ubuntu1', 'Asterisk (chan_sip)'],
  ['Asterisk PBX 1.6.1.1', 'Asterisk (chan_sip)'],
  ['FreeSWITCH-mod_sofia/1.10.11', 'FreeSWITCH'],
  ['kamailio (5.6.3 (x86_64/linux))', 'Kamailio'],
  ['Sip EXpress router (0.8.12 (i386/linux))', 'Kamailio'],
  ['OpenSIPS (3.4.2 (x86_64/linux))', 'OpenSIPS'],
  ['Cisco-SIPGateway/IOS-15.5.3.M5', 'Cisco CUBE'],
  // The call manager has no dial-peers: settings of the gateway would mislead.
  ['Cisco-CUCM12.0', undefined],
  ['Yealink SIP-T46S 66.85.0.5', undefined],
])('%s is %s', (claim, name) => {
  expect(PRODUCTS.find(({ id }) => id === knownBy(claim)?.id)?.name).toBe(name)
})

test('every setting is one clause for a sentence, and lines for a file', () => {
  for (const { settings } of PRODUCTS)
    for (const { brief, text } of Object.values(settings)) {
      expect(brief).toMatch(/^[a-z].*[^.]$/)
      expect(text.trim()).not.toBe('')
    }
})

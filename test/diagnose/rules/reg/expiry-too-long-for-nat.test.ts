import { expiryTooLongForNat } from '../../../../src/diagnose/rules/reg/expiry-too-long-for-nat.ts'
import { datagram, withPackets } from '../../../support/drawn-packets.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const PHONE = '198.51.100.4:41022'
const VIA = 'header "Via: SIP/2.0/UDP 192.168.1.20:5060;branch=z9hG4bK-r1;rport"'
const register = (expires: number, more = '', rest = '') => ladder`
  0    ${PHONE} > 203.0.113.7  REGISTER  to sip:alice@example.com from sip:alice@example.com expires ${expires} ${VIA} ${more}
  0.1  203.0.113.7 > ${PHONE}  200
  ${rest}
  600   192.0.2.77 > 192.0.2.78  OPTIONS  call last
  600.1 192.0.2.78 > 192.0.2.77  200`
/** Some packet that is no SIP: who captured it kept everything. */
const OTHER = datagram(1, ['192.0.2.77', 4000], ['192.0.2.78', 4001], Buffer.from('hello, nobody'))
const LATE_CALL = `
  200   203.0.113.7 > ${PHONE}  INVITE  call late to sip:alice@example.com
  200.5 203.0.113.7 > ${PHONE}  INVITE  call late again
  201.5 203.0.113.7 > ${PHONE}  INVITE  call late again`
const lineEnds = (every: number) =>
  Array.from({ length: Math.floor(600 / every) }, (_, i) =>
    datagram(every * (i + 1), ['198.51.100.4', 41_022], ['203.0.113.7', 5060], Buffer.from('\r\n\r\n')),
  )

testRule(expiryTooLongForNat, {
  quiet: {
    'a short expiry': withPackets(register(120), [OTHER]),
    'over TCP': withPackets(
      ladder`
        0    ${PHONE} > 203.0.113.7  REGISTER  over TCP expires 3600 header "Via: SIP/2.0/TCP 192.168.1.20:5060;branch=z9hG4bK-r1"
        0.1  203.0.113.7 > ${PHONE}  200`,
      [OTHER],
    ),
    'line ends every 25 s': withPackets(register(3600), [OTHER, ...lineEnds(25)]),
    'a private registrar': withPackets(
      ladder`
        0    192.168.1.20 > 192.168.1.1  REGISTER  expires 3600
        0.1  192.168.1.1 > 192.168.1.20  200`,
      [OTHER],
    ),
    'a public client': withPackets(
      ladder`
        0    198.51.100.4 > 203.0.113.7  REGISTER  expires 3600
        0.1  203.0.113.7 > 198.51.100.4  200`,
      [OTHER],
    ),
  },
  fires: {
    'no keepalive': [withPackets(register(3600), [OTHER]), { grantedS: 3600, lost: false }, 'medium'],
    'just above the limit': [withPackets(register(121), [OTHER]), { grantedS: 121 }, 'medium'],
    'line ends every 60 s': [withPackets(register(3600), [OTHER, ...lineEnds(60)]), { lost: false }, 'medium'],
    'a call later gets no answer': [withPackets(register(3600, '', LATE_CALL), [OTHER]), { lost: true }, 'high'],
  },
  unproven: {
    'a capture of SIP alone': [register(3600), 'one-direction-only'],
    text: [
      ladder`
        ${PHONE} > 203.0.113.7  REGISTER  expires 3600 ${VIA}
        203.0.113.7 > ${PHONE}  200`,
      'no-timestamps',
    ],
  },
})

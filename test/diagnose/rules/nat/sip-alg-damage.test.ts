import { sipAlgDamage } from '../../../../src/diagnose/rules/nat/sip-alg-damage.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const body = (origin: string) =>
  `body "application/sdp" "v=0\\no=- 1 1 IN IP4 ${origin}\\ns=-\\nc=IN IP4 198.51.100.4\\nt=0 0\\nm=audio 4000 RTP/AVP 0\\n"`
const CONTACT = 'header "Contact: <sip:alice@198.51.100.4:41022>"'
const INNER_ID = 'header "Call-ID: 4711@192.168.1.20"'
const INNER_VIA = 'header "Via: SIP/2.0/UDP 192.168.1.20:5060;branch=z9hG4bK-1;rport"'
const invite = (attributes: string) => ladder`198.51.100.4 > 203.0.113.7  INVITE  ${attributes}`

testRule(sipAlgDamage, {
  quiet: {
    'nothing to see': invite(CONTACT),
    'one sign': invite(`${CONTACT} ${INNER_ID}`),
    'behind a proxy': invite(
      `${CONTACT} ${INNER_ID} header "Via: SIP/2.0/UDP 203.0.113.1;branch=z9hG4bK-2, SIP/2.0/UDP 192.168.1.20;branch=z9hG4bK-1" ${body('192.168.1.20')}`,
    ),
  },
  fires: {
    'two signs': [invite(`${CONTACT} ${INNER_ID} ${body('192.168.1.20')}`), { strong: false }, 'low'],
    'three signs': [invite(`${CONTACT} ${INNER_ID} ${INNER_VIA} ${body('192.168.1.20')}`), { strong: false }, 'medium'],
    'both sides of the router': [
      ladder`
        192.168.1.20 > 203.0.113.7  INVITE  ${INNER_VIA} header "Contact: <sip:alice@192.168.1.20>"
        198.51.100.4 > 203.0.113.7  INVITE  ${INNER_VIA} ${CONTACT} cseq 1`,
      { strong: true },
      'high',
    ],
  },
  unproven: {
    'only responses': [
      ladder`
        as raw
        192.168.1.20 > 203.0.113.7  INVITE cut 0
        203.0.113.7 > 192.168.1.20  200`,
      'one-direction-only',
    ],
  },
})

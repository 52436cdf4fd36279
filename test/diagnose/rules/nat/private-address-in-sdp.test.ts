import { expect, test } from 'vitest'
import type { AnyRule } from '../../../../src/diagnose/rule.ts'
import { privateAddressInSdp } from '../../../../src/diagnose/rules/nat/private-address-in-sdp.ts'
import { ladder, withOptions } from '../../../support/ladder.ts'
import { diagnosed, testRule } from '../../../support/test-rule.ts'

const OFFER = 'INVITE  sdp audio 192.168.1.10:4000 PCMU'

/** A call of a phone behind NAT, with the RTP that is given. */
const withMedia = (...rtp: readonly string[]) => ladder`
  0    192.168.1.10 > 203.0.113.7  INVITE  sdp audio 192.168.1.10:4000 PCMU
  0.1  203.0.113.7 > 192.168.1.10  200     sdp audio 203.0.113.8:5000 PCMU
  0.2  192.168.1.10 > 203.0.113.7  ACK
  ${rtp.join('\n')}
  20   192.168.1.10 > 203.0.113.7  BYE
  20.1 203.0.113.7 > 192.168.1.10  200`

testRule(privateAddressInSdp, {
  quiet: {
    'both ends on one LAN': ladder`
      10.0.0.5 > 10.0.0.9  INVITE  sdp audio 10.0.0.5:4000 PCMU
      10.0.0.9 > 10.0.0.5  200     sdp audio 10.0.0.9:4000 PCMU`,
    'a public address': ladder`10.0.0.5 > 203.0.113.7  INVITE  sdp audio 198.51.100.5:4000 PCMU`,
    'hold by 0.0.0.0': ladder`10.0.0.5 > 203.0.113.7  INVITE  sdp audio 0.0.0.0:4000 PCMU`,
    'a line that is refused': ladder`10.0.0.5 > 203.0.113.7  INVITE  sdp audio 10.0.0.5:0 PCMU`,
    'ICE with a server-reflexive candidate': ladder`
      10.0.0.5 > 203.0.113.7  INVITE  sdp audio 10.0.0.5:4000 opus line "a=candidate:1 1 UDP 2130706431 10.0.0.5 4000 typ host" line "a=candidate:2 1 UDP 1694498815 198.51.100.5 4000 typ srflx raddr 10.0.0.5 rport 4000"`,
    'a later hop replaced the address': ladder`
      10.0.0.5 > 203.0.113.7     INVITE  sdp audio 10.0.0.5:4000 PCMU
      203.0.113.7 > 198.51.100.4 INVITE  forwarded sdp audio 203.0.113.8:6000 PCMU`,
    'text without addresses, both descriptions from one LAN': ladder`
      as raw
      10.0.0.5 > 10.0.0.9  INVITE  sdp audio 10.0.0.5:4000 PCMU
      10.0.0.9 > 10.0.0.5  200     sdp audio 10.0.0.9:4000 PCMU`,
    'text without addresses, the media in one LAN and the signaling through another': ladder`
      as raw
      10.0.0.5 > 10.7.0.9  INVITE  sdp audio 10.0.0.5:4000 PCMU
      10.7.0.9 > 10.0.0.5  200     sdp audio 10.0.4.9:4000 PCMU`,
    'two private networks that the policy calls one site': withOptions(
      ladder`
        as raw
        10.0.0.5 > 10.7.0.9  INVITE  sdp audio 10.0.0.5:4000 PCMU
        10.7.0.9 > 10.0.0.5  200     sdp audio 10.7.0.9:4000 PCMU`,
      { policy: { sites: [['10.0.0.0/16', '10.7.0.0/16']] } },
    ),
  },
  fires: {
    'private offer to a public proxy': [ladder`10.0.0.5 > 203.0.113.7  ${OFFER}`, { address: '192.168.1.10' }, 'high'],
    'private answer from a public host': [
      ladder`
        198.51.100.4 > 203.0.113.7  INVITE  sdp audio 198.51.100.4:4000 PCMU
        203.0.113.7 > 198.51.100.4  200     sdp audio 10.0.0.9:4000 PCMU`,
      { address: '10.0.0.9', party: 'callee' },
      'high',
    ],
    'no layer 3, but two owners': [
      ladder`
        as raw
        10.0.0.5 > 10.0.0.9  INVITE  uri sip:bob@biloxi.com  header "Via: SIP/2.0/UDP pc33.atlanta.com;branch=z9hG4bK1"  header "Contact: <sip:alice@pc33.atlanta.com>" sdp audio 192.168.1.100:4000 PCMU`,
      { tells: 'it goes from pc33.atlanta.com to biloxi.com' },
      'high',
    ],
    'no layer 3, the other description is public': [
      ladder`
        as raw
        10.0.0.5 > 10.0.0.9  INVITE  uri sip:bob  sdp audio 10.0.0.5:4000 PCMU
        10.0.0.9 > 10.0.0.5  200     sdp audio 203.0.113.8:4000 PCMU`,
      { address: '10.0.0.5' },
      'high',
    ],
    'media flows both ways all the same': [
      withMedia(
        '0.3 192.168.1.10:4000 > 203.0.113.8:5000 rtp PCMU 500',
        '0.3 203.0.113.8:5000 > 192.168.1.10:4000 rtp PCMU 500',
      ),
      { address: '192.168.1.10', outcome: 'works' },
      'low',
    ],
    'media flows both ways, and ICMP refuses some of it': [
      withMedia(
        '0.3 192.168.1.10:4000 > 203.0.113.8:5000 rtp PCMU 500',
        '0.3 203.0.113.8:5000 > 192.168.1.10:4000 rtp PCMU 500',
        '5 203.0.113.8 > 192.168.1.10 icmp port-unreachable for 192.168.1.10:4000 > 203.0.113.8:5000',
      ),
      { outcome: 'unreachable' },
      'high',
    ],
    'nothing comes back': [
      withMedia('0.3 192.168.1.10:4000 > 203.0.113.8:5000 rtp PCMU 500'),
      { address: '192.168.1.10' },
      'critical',
    ],
    'the other side latches': [
      ladder`10.0.0.5 > 203.0.113.7  ${OFFER}
             203.0.113.7 > 10.0.0.5  200  header "Server: Twilio Gateway" sdp audio 203.0.113.8:4000 PCMU`,
      { party: 'caller' },
      'medium',
    ],
    'the offer was refused': [
      ladder`10.0.0.5 > 203.0.113.7  ${OFFER}
             203.0.113.7 > 10.0.0.5  486`,
      { party: 'caller', outcome: 'refused' },
      'info',
    ],
  },
  unproven: {
    'the description is cut before its c= line': [
      ladder`10.0.0.5 > 203.0.113.7  INVITE  header "Content-Length: 900" body "application/sdp" "v=0\\no=- 1 1 IN IP4 10.0.0.5\\ns=-\\n"`,
      'message-cut',
    ],
  },
})

test('titles name the class of the address', () => {
  const titleOf = (address: string) =>
    diagnosed(ladder`10.0.0.5 > 203.0.113.7  INVITE  sdp audio ${address}:4000 PCMU`, [
      privateAddressInSdp as unknown as AnyRule,
    ]).findings[0]?.title
  expect(titleOf('172.16.4.1')).toBe('RFC 1918 private IP in SDP c= line')
  expect(titleOf('100.64.1.1')).toBe('Non-routable CGNAT address in SDP c= line')
  expect(titleOf('169.254.1.1')).toBe('Non-routable link-local address in SDP c= line')
  expect(titleOf('127.0.0.1')).toBe('Non-routable loopback address in SDP c= line')
  expect(titleOf('[fd00::1]')).toBe('Non-routable ULA address in SDP c= line')
})

test('settings of the product that wrote the description, of the common ones where it is unknown', () => {
  const recommend = (agent: string) =>
    diagnosed(ladder`10.0.0.5 > 203.0.113.7  INVITE  header "User-Agent: ${agent}" sdp audio 10.0.0.5:4000 PCMU`, [
      privateAddressInSdp as unknown as AnyRule,
    ]).findings[0]!
  expect(recommend('Phone 1.0').recommendation).toMatch(/external_media_address.*ext-rtp-ip/s)
  const known = recommend('FreeSWITCH-mod_sofia/1.10.11')
  expect(known.recommendation).toContain('ext-rtp-ip')
  expect(known.recommendation).not.toContain('external_media_address')
  expect(known.fixes.map(({ product }) => product)).toEqual(['FreeSWITCH'])
})

import type { Cases } from '../../support/cases/case.ts'

/** A phone behind NAT: its router is `a`, itself 192.168.1.20. `VIA` is what it writes, `SEEN` what the server adds. */
const INSIDE = '192.168.1.20'
const CONTACT = `header "Contact: <sip:alice@${INSIDE}:5060>"`
const PRIVATE = `sdp audio ${INSIDE}:4000 PCMU,PCMA,telephone-event`
const VIA = (n: number) => `header "Via: SIP/2.0/UDP ${INSIDE}:5060;branch=z9hG4bK-n${n};rport"`
const SEEN = (n: number) =>
  `header "Via: SIP/2.0/UDP ${INSIDE}:5060;branch=z9hG4bK-n${n};rport=41022;received=198.51.100.7"`

export const NAT: Cases = {
  'a private address in the description, over the internet': {
    draw: `
  0   {a}:41022 > b INVITE ${PRIVATE} ${CONTACT} ${VIA(1)}
  0.1 b > {a}:41022 100 ${SEEN(1)}
  0.5 b > {a}:41022 180 ${SEEN(1)}
  3   b > {a}:41022 200 {answer} ${SEEN(1)}
  3.1 {a}:41022 > b ACK ${VIA(2)}
  20  {a}:41022 > b BYE ${VIA(3)}
  20.1 b > {a}:41022 200 ${SEEN(3)}`,
    first: ['nat.private-address-in-sdp'],
    allow: ['nat.*'],
  },
  'the server tells the internet its inner address': {
    draw: `
  0   a > b INVITE {offer}
  0.1 b > a 100
  0.5 b > a 180
  3   b > a 200 sdp audio 10.0.0.5:5000 PCMU,telephone-event header "Contact: <sip:bob@10.0.0.5:5060>"
  3.1 a > b ACK uri sip:bob@203.0.113.9
  20  b > a BYE
  20.1 a > b 200`,
    first: ['nat.private-address-in-sdp', 'nat.contact-private'],
    allow: ['nat.*', 'compliance.ack-wrong', 'routing.*', 'dialog.*'],
    needs: ['addresses'],
  },
  'all in one private network': {
    draw: `
  0   192.168.1.20 > 192.168.1.5 INVITE ${PRIVATE}
  0.1 192.168.1.5 > 192.168.1.20 100
  0.5 192.168.1.5 > 192.168.1.20 180
  3   192.168.1.5 > 192.168.1.20 200 sdp audio 192.168.1.5:5000 PCMU,telephone-event
  3.1 192.168.1.20 > 192.168.1.5 ACK
  20  192.168.1.20 > 192.168.1.5 BYE
  20.1 192.168.1.5 > 192.168.1.20 200`,
    first: [],
    never: ['nat.private-address-in-sdp'],
    needs: ['addresses'],
  },
  'two sites over a tunnel': {
    draw: `
  0   10.1.0.20 > 10.8.0.5 INVITE sdp audio 10.1.0.20:4000 PCMU,telephone-event
  0.1 10.8.0.5 > 10.1.0.20 100
  0.5 10.8.0.5 > 10.1.0.20 180
  3   10.8.0.5 > 10.1.0.20 200 sdp audio 10.8.0.5:5000 PCMU,telephone-event
  3.1 10.1.0.20 > 10.8.0.5 ACK
  20  10.1.0.20 > 10.8.0.5 BYE
  20.1 10.8.0.5 > 10.1.0.20 200`,
    first: [],
    needs: ['addresses'],
  },
  'a phone behind NAT that the registrar sees through': {
    draw: `
  0   {a}:41022 > b REGISTER expires 60 ${CONTACT} ${VIA(1)}
  0.1 b > {a}:41022 401 header "WWW-Authenticate: Digest realm=~pbx~, nonce=~n1~, algorithm=MD5, qop=~auth~" ${SEEN(1)}
  0.2 {a}:41022 > b REGISTER expires 60 ${CONTACT} ${VIA(2)} header "Authorization: Digest username=~alice~, realm=~pbx~, nonce=~n1~, uri=~sip:{b}~, response=~0f3b9a17c2d84e5560718293a4b5c6d7~, algorithm=MD5, cnonce=~x~, qop=auth, nc=00000001"
  0.3 b > {a}:41022 200 ${SEEN(2)} header "Contact: <sip:alice@${INSIDE}:5060>;expires=60"`,
    first: [],
  },
  'an offer that STUN has put right': {
    draw: `
  0   {a}:41022 > b INVITE {offer} ${VIA(1)} header "Contact: <sip:alice@198.51.100.7:41022>"
  0.1 b > {a}:41022 100 ${SEEN(1)}
  0.5 b > {a}:41022 180 ${SEEN(1)}
  3   b > {a}:41022 200 {answer} ${SEEN(1)}
  3.1 {a}:41022 > b ACK ${VIA(2)}
  20  {a}:41022 > b BYE ${VIA(3)}
  20.1 b > {a}:41022 200 ${SEEN(3)}`,
    first: [],
  },
  'hold with 0.0.0.0': {
    draw: `
  0   a > b INVITE {offer}
  0.1 b > a 180
  3   b > a 200 {answer}
  3.1 a > b ACK
  20  a > b INVITE sdp audio 0.0.0.0:4000 PCMU
  20.1 b > a 200 {answer}
  20.2 a > b ACK
  60  a > b BYE
  60.1 b > a 200`,
    first: [],
    never: ['nat.private-address-in-sdp'],
  },
  'a carrier-grade address in the description': {
    draw: `
  0   a > b INVITE sdp audio 100.72.10.4:4000 PCMU,telephone-event
  0.1 b > a 100
  0.5 b > a 180
  3   b > a 200 {answer}
  3.1 a > b ACK
  20  a > b BYE
  20.1 b > a 200`,
    first: ['nat.private-address-in-sdp'],
    allow: ['nat.*'],
    needs: ['addresses'],
  },
  'an IPv6 description for an IPv4 peer': {
    draw: `
  0   a > b INVITE sdp audio [2001:db8::20]:4000 PCMU,telephone-event
  0.1 b > a 100
  0.3 b > a 488
  0.4 a > b ACK`,
    first: ['signaling.response-488', 'transport.ipv4-ipv6-mix'],
    allow: ['transport.ipv4-ipv6-mix', 'signaling.response-488', 'nat.*'],
  },
}

import type { Cases } from '../../support/cases/case.ts'

const CHALLENGE = (nonce: string, more = '') =>
  `header "WWW-Authenticate: Digest realm=~pbx.example.com~, nonce=~${nonce}~, algorithm=MD5, qop=~auth~${more}"`
const PROXY = (nonce: string, more = '') =>
  `header "Proxy-Authenticate: Digest realm=~pbx.example.com~, nonce=~${nonce}~, algorithm=MD5, qop=~auth~${more}"`
const credentials =
  (name: string) =>
  (nonce: string, uri: string, realm = 'pbx.example.com', nc = 1) =>
    `header "${name}: Digest username=~alice~, realm=~${realm}~, nonce=~${nonce}~, uri=~${uri}~, response=''0f3b9a17c2d84e5560718293a4b5c6d7~, algorithm=MD5, cnonce=~c${nonce}~, qop=auth, nc=0000000${nc}"`
const AUTH = credentials('Authorization')
const PROXY_AUTH = credentials('Proxy-Authorization')
const R = 'sip:{b}'
const I = 'sip:bob@{b}'

const refusedRegister = (status: number, more = '') => `
  0   a > b REGISTER expires 3600
  0.1 b > a ${status} ${more}`
const afterCredentials = (status: number, more = '') => `
  0   a > b REGISTER expires 3600
  0.1 b > a 401 ${CHALLENGE('n1')}
  0.2 a > b REGISTER expires 3600 ${AUTH('n1', R)}
  0.3 b > a ${status} ${more}`

export const REGISTRATION: Cases = {
  'refused without a challenge': { draw: refusedRegister(403), first: ['reg.failed'] },
  'user unknown': { draw: refusedRegister(404), first: ['reg.failed'] },
  'user unknown after credentials': { draw: afterCredentials(404), first: ['reg.failed'] },
  'wrong password as 403': {
    draw: afterCredentials(403, 'reason "Forbidden (Bad auth)"'),
    first: ['auth.403-after-credentials', 'reg.failed'],
    also: ['reg.failed'],
  },
  'no registrar there': { draw: refusedRegister(405), first: ['reg.failed', 'routing.response-405-501'] },
  'registrar without service': {
    draw: refusedRegister(501, 'reason "Not Implemented"'),
    first: ['reg.failed', 'routing.response-405-501'],
  },
  'registrar out of order': {
    draw: `${refusedRegister(503)}\n  5 a > b REGISTER expires 3600\n  5.1 b > a 503`,
    first: ['reg.failed'],
  },
  'registrar behind it is silent': { draw: afterCredentials(408), first: ['reg.failed'] },
  'server error': { draw: afterCredentials(500), first: ['reg.failed'] },
  'too many bindings': {
    draw: afterCredentials(403, 'reason "Maximum contacts reached"'),
    first: ['auth.403-after-credentials', 'reg.failed'],
    allow: ['reg.failed'],
  },
  'expiry too brief, given up': {
    draw: refusedRegister(423, 'header "Min-Expires: 7200"'),
    first: [],
    also: ['reg.response-423'],
  },
  'expiry too brief, again the same': {
    draw: `${refusedRegister(423, 'header "Min-Expires: 7200"')}
  1   a > b REGISTER expires 3600
  1.1 b > a 423 header "Min-Expires: 7200"
  2   a > b REGISTER expires 3600
  2.1 b > a 423 header "Min-Expires: 7200"`,
    first: ['reg.response-423'],
  },
  'nobody there': {
    draw: [0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]
      .map((at, i) => `  ${at} a > b REGISTER expires 3600${i > 0 ? ' again' : ''}`)
      .join('\n'),
    first: ['reg.failed', 'signaling.no-response-noninvite'],
    also: ['reg.failed'],
  },
  'the same password asked for again and again': {
    draw: `
  0   a > b REGISTER expires 3600
  0.1 b > a 401 ${CHALLENGE('n1')}
  ${[1, 2, 3, 4, 5].map((n) => `${n} a > b REGISTER expires 3600 ${AUTH(`n${n}`, R)}\n  ${n}.1 b > a 401 ${CHALLENGE(`n${n + 1}`)}`).join('\n  ')}`,
    first: ['auth.loop'],
    allow: ['reg.failed'],
  },
  'challenged for ever without an answer': {
    draw: [0, 1, 2, 3, 4]
      .map((n) => `  ${n}.0 a > b REGISTER expires 3600\n  ${n}.1 b > a 401 ${CHALLENGE(`n${n}`)}`)
      .join('\n'),
    first: ['auth.no-credentials-sent', 'auth.loop', 'reg.failed'],
    allow: ['reg.failed', 'auth.loop', 'auth.no-credentials-sent'],
  },
  'a call challenged, and given up': {
    draw: [0, 10, 20]
      .map(
        (n) =>
          `  ${n}.0 a > b INVITE initial call c${n} {offer}\n  ${n}.1 b > a 407 call c${n} ${PROXY(`n${n}`)}\n  ${n}.2 a > b ACK call c${n}`,
      )
      .join('\n'),
    first: ['auth.no-credentials-sent'],
  },
  'a call with the wrong password': {
    draw: `
  0   a > b INVITE {offer}
  0.1 b > a 407 ${PROXY('n1')}
  0.2 a > b ACK
  ${[1, 2, 3, 4].map((n) => `${n} a > b INVITE initial {offer} ${PROXY_AUTH(`n${n}`, I)}\n  ${n}.1 b > a 407 ${PROXY(`n${n + 1}`)}\n  ${n}.2 a > b ACK`).join('\n  ')}`,
    first: ['auth.loop'],
  },
  'a call forbidden after credentials': {
    draw: `
  0   a > b INVITE {offer}
  0.1 b > a 407 ${PROXY('n1')}
  0.2 a > b ACK
  0.3 a > b INVITE initial {offer} ${PROXY_AUTH('n1', I)}
  0.4 b > a 403
  0.5 a > b ACK`,
    first: ['auth.403-after-credentials'],
  },
  'credentials for another realm': {
    draw: `
  0   a > b INVITE {offer}
  0.1 b > a 407 ${PROXY('n1')}
  0.2 a > b ACK
  0.3 a > b INVITE initial {offer} ${PROXY_AUTH('n1', I, 'asterisk')}
  0.4 b > a 407 ${PROXY('n2')}
  0.5 a > b ACK
  0.6 a > b INVITE initial {offer} ${PROXY_AUTH('n2', I, 'asterisk')}
  0.7 b > a 407 ${PROXY('n3')}
  0.8 a > b ACK`,
    first: ['auth.realm-mismatch'],
    allow: ['auth.loop'],
  },
  'a nonce that is always stale': {
    draw: `
  0   a > b REGISTER expires 3600
  0.1 b > a 401 ${CHALLENGE('n1')}
  ${[1, 2, 3, 4].map((n) => `${n} a > b REGISTER expires 3600 ${AUTH(`n${n}`, R)}\n  ${n}.1 b > a 401 ${CHALLENGE(`n${n + 1}`, ', stale=true')}`).join('\n  ')}`,
    first: ['auth.stale-loop'],
    allow: ['reg.failed', 'auth.loop'],
  },
  'an algorithm nobody speaks': {
    draw: `
  0   a > b REGISTER expires 3600
  0.1 b > a 401 header "WWW-Authenticate: Digest realm=~pbx.example.com~, nonce=~n1~, algorithm=SHA-512-256, qop=~auth~"
  3   a > b REGISTER expires 3600
  3.1 b > a 401 header "WWW-Authenticate: Digest realm=~pbx.example.com~, nonce=~n2~, algorithm=SHA-512-256, qop=~auth~"
  6   a > b REGISTER expires 3600
  6.1 b > a 401 header "WWW-Authenticate: Digest realm=~pbx.example.com~, nonce=~n3~, algorithm=SHA-512-256, qop=~auth~"`,
    first: ['auth.unsupported-algorithm', 'auth.no-credentials-sent'],
    allow: ['reg.failed', 'auth.no-credentials-sent', 'auth.loop'],
  },
  'a registration that works': {
    draw: `${afterCredentials(200, 'header "Contact: <sip:alice@198.51.100.7:5060>;expires=3600"')}`,
    first: [],
  },
  'a registration that is taken back': {
    draw: `${afterCredentials(200, 'header "Contact: <sip:alice@198.51.100.7:5060>;expires=3600"')}
  60   a > b REGISTER expires 0 ${AUTH('n1', R, 'pbx.example.com', 2)}
  60.1 b > a 200`,
    first: [],
  },
  'a registration that had to ask for more time': {
    draw: `
  0   a > b REGISTER expires 60
  0.1 b > a 423 header "Min-Expires: 300"
  0.2 a > b REGISTER expires 300
  0.3 b > a 200 header "Contact: <sip:alice@198.51.100.7:5060>;expires=300"`,
    first: [],
  },
  'a call that is challenged and let in': {
    draw: `
  0   a > b INVITE {offer}
  0.1 b > a 407 ${PROXY('n1')}
  0.2 a > b ACK
  0.3 a > b INVITE initial {offer} ${PROXY_AUTH('n1', I)}
  0.4 b > a 100
  0.9 b > a 180
  4   b > a 200 {answer}
  4.1 a > b ACK
  60  a > b BYE
  60.1 b > a 200`,
    first: [],
  },
}

import type { Cases } from '../../support/cases/case.ts'

const call = (offer: string, answer: string, more = '') => `
  0   a > b INVITE ${offer}
  0.1 b > a 100
  0.5 b > a 180
  3   b > a 200 ${answer}
  3.1 a > b ACK
  ${more}
  60  a > b BYE
  60.1 b > a 200`
const refused = (offer: string, status: number, more = '') => `
  0   a > b INVITE ${offer}
  0.1 b > a 100
  0.3 b > a ${status} ${more}
  0.4 a > b ACK`
const audio = (host: string, codecs: string, more = '') =>
  `sdp audio {${host}}:${host === 'a' ? 4000 : 5000} ${codecs} ${more}`
const CRYPTO = 'line "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"'

export const NEGOTIATION: Cases = {
  'a codec the other does not have': { draw: refused(audio('a', 'G729'), 488), first: ['signaling.response-488'] },
  'the same with a warning': {
    draw: refused(audio('a', 'G729,telephone-event'), 488, 'header "Warning: 305 b ~Incompatible media format~"'),
    first: ['signaling.response-488', 'sdp.no-common-codec'],
  },
  'not acceptable anywhere': { draw: refused('{offer}', 606), first: ['signaling.response-488'] },
  'encryption refused': {
    draw: refused(audio('a', 'PCMU', `profile RTP/SAVP ${CRYPTO}`), 488),
    first: ['signaling.response-488', 'sdp.srtp-profile-mismatch'],
  },
  'a type of body that is not taken': { draw: refused('{offer}', 415), first: ['signaling.response-406-415'] },
  'no codec in common in the answer': {
    draw: call(audio('a', 'G729'), audio('b', 'PCMU')),
    first: ['sdp.no-common-codec'],
  },
  'the answer has another codec': {
    draw: call(audio('a', 'PCMU,PCMA'), audio('b', 'G722')),
    first: ['sdp.no-common-codec', 'sdp.answer-adds-codec'],
  },
  'audio refused in the answer': {
    draw: call('{offer}', 'sdp audio {b}:0 PCMU'),
    first: ['sdp.port-zero', 'sdp.no-common-codec'],
    also: ['sdp.port-zero'],
    allow: ['sdp.no-common-codec'],
  },
  'plain answer to an encrypted offer': {
    draw: call(audio('a', 'PCMU', `profile RTP/SAVP ${CRYPTO}`), audio('b', 'PCMU')),
    first: ['sdp.srtp-profile-mismatch'],
    allow: ['security.sdes-over-cleartext'],
  },
  'encrypted answer to a plain offer': {
    draw: call(audio('a', 'PCMU'), audio('b', 'PCMU', `profile RTP/SAVP ${CRYPTO}`)),
    first: ['sdp.srtp-profile-mismatch'],
    allow: ['security.sdes-over-cleartext'],
  },
  'no answer to the offer': { draw: call('{offer}', ''), first: ['sdp.answer-missing'] },
  'a call without any description': { draw: call('', ''), first: [], also: ['sdp.offer-missing'] },
  'an answer with more lines than the offer': {
    draw: call('{offer}', `${audio('b', 'PCMU')} and video {b}:5010 H264`),
    first: ['sdp.m-line-count-mismatch'],
  },
  'an answer with fewer lines': {
    draw: call('{offer} and video {a}:4010 H264', audio('b', 'PCMU')),
    first: ['sdp.m-line-count-mismatch'],
  },
  'both want to listen only': {
    draw: call('{offer} recvonly', '{answer} recvonly'),
    first: ['sdp.direction-conflict', 'sdp.direction-blocks-audio'],
  },
  'an answer that sends nothing': {
    draw: call('{offer}', '{answer} sendonly').replace('sendonly', 'inactive'),
    first: ['sdp.direction-blocks-audio'],
  },
  'WebRTC without fingerprint': {
    draw: call(
      audio('a', 'PCMU', 'profile UDP/TLS/RTP/SAVPF line "a=setup:actpass"'),
      audio('b', 'PCMU', 'profile UDP/TLS/RTP/SAVPF line "a=setup:active"'),
    ),
    first: ['sdp.dtls-fingerprint-missing'],
  },
  'both wait for the DTLS handshake': {
    draw: call(
      audio(
        'a',
        'PCMU',
        'profile UDP/TLS/RTP/SAVPF line "a=setup:passive" line "a=fingerprint:sha-256 0A:1B:2C:3D:4E:5F:60:71:82:93:A4:B5:C6:D7:E8:F9:0A:1B:2C:3D:4E:5F:60:71:82:93:A4:B5:C6:D7:E8:F9"',
      ),
      audio(
        'b',
        'PCMU',
        'profile UDP/TLS/RTP/SAVPF line "a=setup:passive" line "a=fingerprint:sha-256 1A:1B:2C:3D:4E:5F:60:71:82:93:A4:B5:C6:D7:E8:F9:0A:1B:2C:3D:4E:5F:60:71:82:93:A4:B5:C6:D7:E8:F9"',
      ),
    ),
    first: ['sdp.dtls-setup-conflict'],
  },
  'a key of the wrong length': {
    draw: call(
      audio(
        'a',
        'PCMU',
        'profile RTP/SAVP line "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9"',
      ),
      audio('b', 'PCMU', `profile RTP/SAVP ${CRYPTO}`),
    ),
    first: ['sdp.crypto-invalid'],
    allow: ['security.sdes-over-cleartext'],
  },
  'packets of another length': {
    draw: call(audio('a', 'PCMU', 'ptime 20'), audio('b', 'PCMU', 'ptime 30')),
    first: ['sdp.ptime-mismatch'],
  },
  'G.723.1 in packets of 25 ms': {
    draw: call(audio('a', 'PCMU', 'ptime 25'), audio('b', 'PCMU', 'ptime 25')),
    first: [],
    allow: ['sdp.ptime-nonstandard'],
  },
  'a call put on hold for good': {
    draw: call(
      '{offer}',
      '{answer}',
      `20 a > b INVITE {offer} sendonly\n  20.1 b > a 200 {answer} recvonly\n  20.2 a > b ACK`,
    ),
    first: [],
  },
  'hold and resume': {
    draw: call(
      '{offer}',
      '{answer}',
      `20 a > b INVITE {offer} sendonly\n  20.1 b > a 200 {answer} recvonly\n  20.2 a > b ACK\n  30 a > b INVITE {offer}\n  30.1 b > a 200 {answer}\n  30.2 a > b ACK`,
    ),
    first: [],
  },
  'a re-INVITE to T.38 that is refused': {
    draw: call('{offer}', '{answer}', `20 b > a INVITE sdp image {b}:5002 t38\n  20.1 a > b 488\n  20.2 b > a ACK`),
    first: [],
    also: ['fax.t38-rejected'],
  },
  'a re-INVITE that is refused': {
    draw: call('{offer}', '{answer}', `20 b > a INVITE ${audio('b', 'G729')}\n  20.1 a > b 488\n  20.2 b > a ACK`),
    first: [],
    also: ['signaling.reinvite-rejected'],
    never: ['sdp.no-common-codec'],
  },
  'an offer without any port': {
    draw: refused('sdp audio {a}:0 PCMU', 488),
    first: ['sdp.offer-port-zero', 'signaling.response-488'],
    allow: ['sdp.offer-port-zero', 'signaling.response-488'],
  },
  'an ordinary call': { draw: call('{offer}', '{answer}'), first: [] },
  'an offer in the 200': {
    draw: `
  0   a > b INVITE
  0.1 b > a 100
  0.5 b > a 180
  3   b > a 200 {answer}
  3.1 a > b ACK {offer}
  60  a > b BYE
  60.1 b > a 200`,
    first: [],
  },
  'a wideband call': {
    draw: call(audio('a', 'opus,G722,PCMU,telephone-event'), audio('b', 'G722,telephone-event')),
    first: [],
  },
}

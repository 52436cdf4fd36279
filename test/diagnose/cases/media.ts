import type { Cases } from '../../support/cases/case.ts'

/** A call of 30 s, with what goes between ports 4000 and 5000 once it is answered. */
const call = (media: string, offer = '{offer}', answer = '{answer}') => `
  0   a > b INVITE ${offer}
  0.1 b > a 100
  0.5 b > a 180
  3   b > a 200 ${answer}
  3.1 a > b ACK
${media}
  33  a > b BYE
  33.1 b > a 200`
const A = '198.51.100.7'
const B = '203.0.113.9'
const out = (more = '', codec = 'PCMU', packets = 1490, at = 3.1) =>
  `  ${at} ${A}:4000 > ${B}:5000 rtp ${codec} ${packets} ${more}`
const back = (more = '', codec = 'PCMU', packets = 1490, at = 3.1) =>
  `  ${at} ${B}:5000 > ${A}:4000 rtp ${codec} ${packets} ${more}`
const REPORTS = [8, 13, 18, 23, 28]
  .map((at) => `  ${at} ${A}:4001 > ${B}:5001 rtcp sr\n  ${at}.1 ${B}:5001 > ${A}:4001 rtcp sr`)
  .join('\n')
const media = (...lines: readonly string[]) => [...lines, REPORTS].join('\n')

/** A call of a phone behind a translator, whose audio is sent to that place. */
const behindNat = (place: string): string =>
  `
  0   a:41022 > b INVITE sdp audio 192.168.1.20:4000 PCMU,telephone-event
  0.1 b > a:41022 100
  0.5 b > a:41022 180
  3   b > a:41022 200 {answer}
  3.1 a:41022 > b ACK
  3.2 ${A}:62000 > ${B}:5000 rtp PCMU 1480
  3.3 ${B}:5000 > ${place} rtp PCMU 1475
  33  a:41022 > b BYE
  33.1 b > a:41022 200`.replaceAll('a:41022', `${A}:41022`)

export const MEDIA: Cases = {
  'sound both ways': { draw: call(media(out(), back())), first: [] },
  'a few packets lost': { draw: call(media(out('lost 4'), back())), first: [] },
  'a tenth of the packets lost': {
    draw: call(media(out(), back('lost 150'))),
    first: ['media.loss-high'],
    allow: ['media.*'],
  },
  'half a second lost at once': {
    draw: call(media(out(), back('lost 25 run 25'))),
    first: ['media.burst-loss', 'media.loss-high', 'media.mos-degraded-window'],
    allow: ['media.*'],
  },
  'packets come unevenly': {
    draw: call(media(out(), back('jitter 90'))),
    first: ['media.jitter-high', 'media.discard-high', 'media.out-of-order'],
    allow: ['media.*'],
  },
  'a little uneven': { draw: call(media(out('jitter 8'), back('jitter 5'))), first: [] },
  'only the caller is heard': { draw: call(out()), first: ['media.one-way-audio'], allow: ['media.*'] },
  'only the callee is heard': { draw: call(back()), first: ['media.one-way-audio'], allow: ['media.*'] },
  'sound stops in the middle': {
    draw: call(media(out(), back('', 'PCMU', 500))),
    first: ['media.stopped-midcall'],
    allow: ['media.*'],
  },
  'sound begins late': {
    draw: call(media(out(), back('', 'PCMU', 1200, 8.5))),
    first: ['media.late-start', 'early.clipping-at-answer'],
    allow: ['media.*', 'early.*'],
  },
  'a codec that was not agreed': {
    draw: call(media(out(), back('', 'G729'))),
    first: ['media.wrong-payload-type'],
    allow: ['media.*', 'sdp.*'],
  },
  'packets of 30 ms where 20 were agreed': {
    draw: call(media(out('every 30', 'PCMU', 990), back()), '{offer} ptime 20', '{answer} ptime 20'),
    first: [],
    allow: ['media.ptime-observed-differs'],
  },
  'packets out of order': { draw: call(media(out('swap 20'), back())), first: [] },
  'packets twice': { draw: call(media(out('again 20'), back())), first: [] },
  'digits are pressed': { draw: call(media(out(), back(), `  10 ${A}:4000 > ${B}:5000 dtmf 1234`)), first: [] },
  'hold in silence': {
    draw: call(
      `${out('', 'PCMU', 490)}\n${back('', 'PCMU', 490)}\n  13 a > b INVITE {offer} sendonly\n  13.1 b > a 200 {answer} recvonly\n  13.2 a > b ACK\n  23 a > b INVITE {offer}\n  23.1 b > a 200 {answer}\n  23.2 a > b ACK\n${out('seq 5000 ssrc 77', 'PCMU', 480, 23.3)}\n${back('seq 6000 ssrc 78', 'PCMU', 480, 23.3)}\n${REPORTS}`,
    ),
    first: [],
  },
  'music on hold one way': {
    draw: call(
      `${out('', 'PCMU', 1480)}\n${back('', 'PCMU', 490)}\n  13 a > b INVITE {offer} sendonly\n  13.1 b > a 200 {answer} recvonly\n  13.2 a > b ACK\n${REPORTS}`,
    ),
    first: [],
    never: ['media.one-way-audio', 'media.stopped-midcall'],
  },
  'an announcement that nobody answers': {
    draw: `
  0   a > b INVITE {offer}
  0.1 b > a 100
  0.5 b > a 183 {answer}
${back('', 'PCMU', 300, 0.6)}
  7   b > a 404
  7.1 a > b ACK`,
    first: ['routing.response-404'],
    never: ['media.one-way-audio'],
  },
  'a phone behind NAT whose sound is latched': {
    draw: behindNat(`${A}:62000`),
    first: [],
    allow: ['media.rtcp-missing'],
  },
  'a phone behind NAT to whose inner address is sent': {
    draw: behindNat('192.168.1.20:4000'),
    first: ['nat.rtp-sent-to-private', 'nat.private-address-in-sdp', 'media.one-way-audio'],
    allow: ['nat.*', 'media.*'],
  },
}

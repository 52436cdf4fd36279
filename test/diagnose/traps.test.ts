import { describe, expect, test } from 'vitest'
import { isAtLeast } from '../../src/diagnose/severity.ts'
import { type Ladder, ladder, ladderOf } from '../support/ladder.ts'
import { diagnosed } from '../support/test-rule.ts'

/** Faults other diagnosers are known to make, each with the healthy input that provokes it. */
const grave = (drawn: Ladder) =>
  diagnosed(drawn)
    .findings.filter(({ severity }) => isAtLeast(severity, 'medium'))
    .map((finding) => finding.rule)
const found = (drawn: Ladder) => diagnosed(drawn).findings.map((finding) => finding.rule)

const CALL = (rtp: string, caller = '10.0.0.5', callee = '10.0.0.9') =>
  ladderOf(`
  0    ${caller} > ${callee} INVITE sdp audio ${caller}:4000 PCMU
  0.1  ${callee} > ${caller} 100
  1    ${callee} > ${caller} 180
  4    ${callee} > ${caller} 200 sdp audio ${callee}:5000 PCMU
  4.1  ${caller} > ${callee} ACK
  ${rtp}
  64   ${caller} > ${callee} BYE
  64.1 ${callee} > ${caller} 200`)
const BOTH = `
  4.1 10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 2900
  4.1 10.0.0.9:5000 > 10.0.0.5:4000 rtp PCMU 2900
  9   10.0.0.5:4001 > 10.0.0.9:5001 rtcp sr
  9   10.0.0.9:5001 > 10.0.0.5:4001 rtcp sr`

describe('healthy calls', () => {
  const HEALTHY: Record<string, Ladder> = {
    'a LAN call with media (9)': CALL(BOTH),
    'a call whose media was not captured': CALL(''),
    'the first 401 and its retry (1)': ladder`
      10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 PCMU
      10.0.0.9 > 10.0.0.5 401 header "WWW-Authenticate: Digest realm=pbx, nonce=n1"
      10.0.0.5 > 10.0.0.9 ACK
      10.0.0.5 > 10.0.0.9 INVITE initial header "Authorization: Digest username=alice, realm=pbx, nonce=n1, uri=sip:bob@10.0.0.9, response=00" sdp audio 10.0.0.5:4000 PCMU
      10.0.0.9 > 10.0.0.5 200 sdp audio 10.0.0.9:5000 PCMU
      10.0.0.5 > 10.0.0.9 ACK`,
    'a 401 as the last message of the input (1, 8)': ladder`
      10.0.0.5 > 10.0.0.9 REGISTER
      10.0.0.9 > 10.0.0.5 401 header "WWW-Authenticate: Digest realm=pbx, nonce=n1"`,
    'an INVITE as the last message of the input (8)': ladder`0 10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 PCMU`,
    'an answered call without BYE (8)': ladder`
      0   10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 PCMU
      1   10.0.0.9 > 10.0.0.5 200    sdp audio 10.0.0.9:5000 PCMU
      1.1 10.0.0.5 > 10.0.0.9 ACK`,
    'an input that begins in the middle of a call': ladder`
      0   10.0.0.5 > 10.0.0.9 BYE tag to-1
      0.1 10.0.0.9 > 10.0.0.5 200`,
    'a private address whose port is latched to (15)': ladder`
      0    192.168.1.10 > 203.0.113.7 INVITE sdp audio 192.168.1.10:4000 PCMU profile RTP/SAVP
      0.1  203.0.113.7 > 192.168.1.10 200    sdp audio 203.0.113.7:5000 PCMU profile RTP/SAVP
      0.2  192.168.1.10 > 203.0.113.7 ACK
      0.3  192.168.1.10:4000 > 203.0.113.7:5000 rtp PCMU 500
      0.3  203.0.113.7:5000 > 192.168.1.10:4000 rtp PCMU 500
      30   192.168.1.10 > 203.0.113.7 BYE`,
    'RTP from a public to a private address behind a translator (19)': ladder`
      0    203.0.113.7 > 10.0.0.5 INVITE sdp audio 203.0.113.7:4000 PCMU profile RTP/SAVP
      0.1  10.0.0.5 > 203.0.113.7 200    sdp audio 198.51.100.1:5000 PCMU profile RTP/SAVP
      0.2  203.0.113.7 > 10.0.0.5 ACK
      0.3  203.0.113.7:4000 > 10.0.0.5:5000 rtp PCMU 500
      0.3  10.0.0.5:5000 > 203.0.113.7:4000 rtp PCMU 500
      30   203.0.113.7 > 10.0.0.5 BYE`,
    'DTMF in the middle of the speech (4, 16)': CALL(`
      4.1  10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 1000
      24.1 10.0.0.5:4000 > 10.0.0.9:5000 rtp telephone-event 5 seq 1100
      24.2 10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 1900 seq 1105
      4.1  10.0.0.9:5000 > 10.0.0.5:4000 rtp PCMU 2900
      9    10.0.0.5:4001 > 10.0.0.9:5001 rtcp sr
      9    10.0.0.9:5001 > 10.0.0.5:4001 rtcp sr`),
    'an announcement by design (22)': ladder`
      0    10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 PCMU recvonly
      0.1  10.0.0.9 > 10.0.0.5 200    sdp audio 10.0.0.9:5000 PCMU sendonly
      0.2  10.0.0.5 > 10.0.0.9 ACK
      0.3  10.0.0.9:5000 > 10.0.0.5:4000 rtp PCMU 1000
      30   10.0.0.9 > 10.0.0.5 BYE`,
    'a port that is closed after the BYE (25)': CALL(`${BOTH}
      64.2 10.0.0.9 > 10.0.0.5 icmp port-unreachable for 10.0.0.5:4000 > 10.0.0.9:5000`),
    busy: ladder`
      10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 PCMU
      10.0.0.9 > 10.0.0.5 486
      10.0.0.5 > 10.0.0.9 ACK`,
    'failover after a 503': ladder`
      10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 PCMU
      10.0.0.9 > 10.0.0.5 503
      10.0.0.5 > 10.0.0.9 ACK
      10.0.0.5 > 10.0.0.8 INVITE initial sdp audio 10.0.0.5:4000 PCMU
      10.0.0.8 > 10.0.0.5 200 sdp audio 10.0.0.8:5000 PCMU
      10.0.0.5 > 10.0.0.8 ACK`,
    'one call through a proxy (21)': ladder`
      10.0.0.5 > 10.0.0.7 INVITE sdp audio 10.0.0.5:4000 PCMU
      10.0.0.7 > 10.0.0.9 INVITE forwarded
      10.0.0.9 > 10.0.0.7 200 sdp audio 10.0.0.9:5000 PCMU
      10.0.0.7 > 10.0.0.5 200 forwarded
      10.0.0.5 > 10.0.0.9 ACK`,
  }

  test.each(Object.keys(HEALTHY))('%s', (name) => {
    expect(grave(HEALTHY[name]!)).toEqual([])
  })
})

test('a different ptime is no violation where each side sends as asked (10)', () => {
  const drawn = ladder`
    0   10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 PCMU ptime 40
    0.1 10.0.0.9 > 10.0.0.5 200    sdp audio 10.0.0.9:5000 PCMU ptime 20
    0.2 10.0.0.5 > 10.0.0.9 ACK
    0.3 10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 400 every 20
    0.3 10.0.0.9:5000 > 10.0.0.5:4000 rtp PCMU 200 every 40`
  expect(grave(drawn)).toEqual([])
  expect(found(drawn)).toContain('sdp.ptime-mismatch')
})

test('one failed call is not every call (20)', () => {
  const { findings } = diagnosed(ladder`
    10.0.0.5 > 10.0.0.9 INVITE
    10.0.0.9 > 10.0.0.5 503`)
  expect(findings[0]).toMatchObject({ rule: 'signaling.response-5xx', severity: 'high' })
})

test('cutting the end off adds nothing grave (8)', () => {
  const lines = [
    '0    10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 PCMU',
    '0.1  10.0.0.9 > 10.0.0.5 401 header "WWW-Authenticate: Digest realm=pbx, nonce=n1"',
    '0.2  10.0.0.5 > 10.0.0.9 ACK',
    '0.3  10.0.0.5 > 10.0.0.9 INVITE initial header "Authorization: Digest username=alice, realm=pbx, nonce=n1, uri=sip:bob@10.0.0.9, response=00" sdp audio 10.0.0.5:4000 PCMU',
    '0.4  10.0.0.9 > 10.0.0.5 100',
    '2    10.0.0.9 > 10.0.0.5 180',
    '5    10.0.0.9 > 10.0.0.5 200 sdp audio 10.0.0.9:5000 PCMU',
    '5.1  10.0.0.5 > 10.0.0.9 ACK',
    '25   10.0.0.5 > 10.0.0.9 BYE',
    '25.1 10.0.0.9 > 10.0.0.5 200',
  ]
  for (let kept = 1; kept <= lines.length; kept++) expect(grave(ladderOf(lines.slice(0, kept).join('\n')))).toEqual([])
})

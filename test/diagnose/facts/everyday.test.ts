import { describe, expect, test } from 'vitest'
import { isEveryday } from '../../../src/diagnose/facts/everyday.ts'
import { conversationsOf, ladderOf } from '../../support/ladder.ts'

const DIGITS = 'line "a=fmtp:101 0-16"'
const OFFER = `sdp audio 192.0.2.5:4000 PCMU,PCMA,telephone-event ${DIGITS}`
const ANSWER = `sdp audio 192.0.2.9:5000 PCMU,telephone-event ${DIGITS}`

function isEverydayCall(offer: string, answer: string, more = ''): boolean {
  const drawn = ladderOf(`
    192.0.2.5 > 192.0.2.9  INVITE ${offer}
    192.0.2.9 > 192.0.2.5  180
    192.0.2.9 > 192.0.2.5  200 ${answer}
    192.0.2.5 > 192.0.2.9  ACK
    ${more}`)
  const [call] = conversationsOf(drawn)
  return call?.kind === 'call' && isEveryday(call)
}

describe('what nearly all calls agree on', () => {
  test('audio by a codec everybody has, both ways, with digits', () => expect(isEverydayCall(OFFER, ANSWER)).toBe(true))

  test('once more within the call', () => {
    const again = `
    192.0.2.5 > 192.0.2.9  INVITE ${OFFER}
    192.0.2.9 > 192.0.2.5  200 ${ANSWER}
    192.0.2.5 > 192.0.2.9  ACK`
    expect(isEverydayCall(OFFER, ANSWER, again)).toBe(true)
  })
})

const audio = (rest: string): string => `sdp audio 192.0.2.9:5000 ${rest} ${DIGITS}`

test.each([
  ['no answer', OFFER, ''],
  ['no offer', '', ''],
  ['a line refused', OFFER, `sdp audio 192.0.2.9:0 PCMU,telephone-event ${DIGITS}`],
  ['a hold', OFFER, audio('PCMU,telephone-event sendonly')],
  ['an old hold', OFFER, `sdp audio 0.0.0.0:5000 PCMU,telephone-event ${DIGITS}`],
  ['another codec than the one put first', OFFER, audio('PCMA,telephone-event')],
  ['a codec that was not offered', OFFER, audio('PCMU,G722,telephone-event')],
  ['no digits', OFFER, 'sdp audio 192.0.2.9:5000 PCMU'],
  ['digits of which some are missing', OFFER, 'sdp audio 192.0.2.9:5000 PCMU,telephone-event line "a=fmtp:101 0-9"'],
  ['frames of 30 ms', OFFER, audio('PCMU,telephone-event ptime 30')],
  ['a limit to frames', OFFER, audio('PCMU,telephone-event maxptime 40')],
  ['protected media', OFFER, audio('PCMU,telephone-event profile RTP/SAVP')],
  ['another codec', audio('G729,telephone-event'), audio('G729,telephone-event')],
  ['ICE', OFFER, audio('PCMU,telephone-event line "a=ice-ufrag:abcd"')],
  ['keys', `${OFFER} line "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x"`, ANSWER],
  ['RTCP elsewhere', OFFER, audio('PCMU,telephone-event line "a=rtcp:7000"')],
  ['video beside it', `${OFFER} and video 192.0.2.5:4002 H264`, ANSWER],
  ['IPv6', OFFER, `sdp audio [2001:db8::9]:5000 PCMU,telephone-event ${DIGITS}`],
] as const)('%s is out of the ordinary', (_, offer, answer) => {
  expect(isEverydayCall(offer, answer)).toBe(false)
})

import { expect, test } from 'vitest'
import { mediaFactsOf } from '../../../src/correlate/quality/call-media.ts'
import { callRecord } from '../../../src/correlate/records.ts'
import type { Call } from '../../../src/model/call.ts'
import { conversationsOf, type Ladder, ladder } from '../../support/ladder.ts'

const callOf = (drawn: Ladder): Call => conversationsOf(drawn)[0] as Call

test('a call with media, digits and statistics', () => {
  const call = callOf(ladder`
    0    10.0.0.5 > 10.0.0.9   INVITE sdp audio 10.0.0.5:4000 PCMU
    1    10.0.0.9 > 10.0.0.5   200 sdp audio 10.0.0.9:5000 PCMU
    1.1  10.0.0.5 > 10.0.0.9   ACK
    1.2  10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 100
    3    10.0.0.5 > 10.0.0.9   INFO body "application/dtmf-relay" "Signal=8"
    3.1  10.0.0.9 > 10.0.0.5   200
    9    10.0.0.5 > 10.0.0.9   BYE header "P-RTP-Stat: PS=100,PR=0,PL=0"
    9.1  10.0.0.9 > 10.0.0.5   200`)
  const facts = mediaFactsOf(call)
  expect(facts).toMatchObject({
    dtmf: [{ by: 'caller', means: 'info', digits: 1 }],
    farEnd: [{ by: 'caller', packetsSent: 100, packetsReceived: 0 }],
    vantage: { vantage: 'unknown' },
  })
  const { dtmf, farEnd, vantage } = callRecord(call)
  expect({ dtmf, farEnd, vantage }).toEqual(facts)
  expect(Object.keys(facts.dtmf![0]!)).toEqual(['by', 'means', 'digits', 'firstAt', 'lastAt', 'unended'])
})

test('a call without any of it', () => {
  expect(mediaFactsOf(callOf(ladder`0 10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 PCMU`))).toEqual({})
})

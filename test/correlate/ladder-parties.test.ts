import { describe, expect, test } from 'vitest'
import { analysedLadder } from '../support/analysed-ladder.ts'
import { type Ladder, ladder } from '../support/ladder.ts'
import { pasted } from '../support/pasted.ts'

const lanesOf = (drawn: Ladder) =>
  analysedLadder(drawn).calls[0]!.lanes.map(({ name, also = [] }) => [name, ...also].join(' = '))

const arrowsOf = (drawn: Ladder) =>
  analysedLadder(drawn).calls[0]!.messages.map(({ fromLane, toLane }) => `${fromLane}>${toLane}`)

const INVITE = `INVITE sip:bob@biloxi.example SIP/2.0
Via: SIP/2.0/UDP pc33.atlanta.example;branch=z9hG4bKa
From: <sip:alice@atlanta.example>;tag=1
To: <sip:bob@biloxi.example>
Call-ID: one
CSeq: 1 INVITE
Contact: <sip:alice@203.0.113.5>`

const answer = (status: string, more = 'Contact: <sip:bob@client.biloxi.example>') => `SIP/2.0 ${status}
Via: SIP/2.0/UDP pc33.atlanta.example;branch=z9hG4bKa
From: <sip:alice@atlanta.example>;tag=1
To: <sip:bob@biloxi.example>;tag=2
Call-ID: one
CSeq: 1 INVITE
${more}`

const request = (method: string, uri: string, more = '') =>
  `${method} ${uri} SIP/2.0
Via: SIP/2.0/UDP pc33.atlanta.example;branch=z9hG4bK${method}
From: <sip:alice@atlanta.example>;tag=1
To: <sip:bob@biloxi.example>;tag=2
Call-ID: one
CSeq: 1 ${method}
${more}`.trimEnd()

const FORWARDED = `INVITE sip:bob@client.biloxi.example SIP/2.0
Via: SIP/2.0/UDP ss1.biloxi.example;branch=z9hG4bKb
Via: SIP/2.0/UDP pc33.atlanta.example;branch=z9hG4bKa
From: <sip:alice@atlanta.example>;tag=1
To: <sip:bob@biloxi.example>
Call-ID: one
CSeq: 1 INVITE
Contact: <sip:alice@203.0.113.5>`

describe('where the input names no addresses', () => {
  test('the host of the Request-URI and that of the Contact that answers are one lane', () => {
    const drawn = pasted(
      INVITE,
      answer('180 Ringing'),
      answer('200 OK'),
      request('ACK', 'sip:bob@client.biloxi.example'),
    )
    expect(lanesOf(drawn)).toEqual(['pc33.atlanta.example = 203.0.113.5', 'biloxi.example = client.biloxi.example'])
    expect(arrowsOf(drawn)).toEqual(['0>1', '1>0', '1>0', '0>1'])
  })

  test('but not when messages went between the two: then one of them is a proxy', () => {
    const drawn = pasted(INVITE, FORWARDED, answer('200 OK'), request('ACK', 'sip:bob@client.biloxi.example'))
    expect(lanesOf(drawn)).toEqual([
      'pc33.atlanta.example = 203.0.113.5',
      'biloxi.example = ss1.biloxi.example',
      'client.biloxi.example',
    ])
    expect(arrowsOf(drawn)).toEqual(['0>1', '1>2', '1>0', '0>2'])
  })

  test('a response without Contact comes from where its request went', () => {
    const drawn = pasted(INVITE, answer('486 Busy Here', 'Server: Example'))
    expect(lanesOf(drawn)).toEqual(['pc33.atlanta.example = 203.0.113.5', 'biloxi.example'])
    expect(arrowsOf(drawn)).toEqual(['0>1', '1>0'])
  })

  test('a request with a Route goes to the topmost', () => {
    const route = 'Route: <sip:biloxi.example;lr>, <sip:inner.biloxi.example;lr>'
    const drawn = pasted(INVITE, answer('200 OK'), request('ACK', 'sip:bob@client.biloxi.example', route))
    expect(arrowsOf(drawn)).toEqual(['0>1', '1>0', '0>1'])
  })
})

test('where it names them, they count, whatever Via and Contact say', () => {
  const drawn = ladder`
    192.0.2.5 > 203.0.113.7   INVITE  header "Contact: <sip:alice@198.51.100.1>"
    203.0.113.7 > 192.0.2.5   200     header "Contact: <sip:bob@198.51.100.2>"
    192.0.2.5 > 203.0.113.7   ACK`
  expect(lanesOf(drawn)).toEqual(['192.0.2.5', '203.0.113.7'])
})

import { describe, expect, test } from 'vitest'
import { startsOf } from '../../src/correlate/attempts.ts'
import { releaseOf } from '../../src/correlate/release.ts'
import type { Call } from '../../src/model/call.ts'
import type { Release } from '../../src/model/call-facts.ts'
import { conversationsOf, ladderOf } from '../support/ladder.ts'

function released(text: string): Release | undefined {
  const call: Call = conversationsOf(ladderOf(text)).find((one) => one.kind === 'call')!
  return releaseOf(call, startsOf(call))
}

const A = '192.0.2.1'
const B = '192.0.2.2'
const P = '192.0.2.9'
const [toB, toA] = [`${A} > ${B}`, `${B} > ${A}`]
const answered = `
  0    ${toB}  INVITE
  1    ${toA}  180
  4    ${toA}  200
  4.1  ${toB}  ACK`
const throughProxy = `
  0    ${A} > ${P}  INVITE
  0.1  ${P} > ${B}  INVITE forwarded
  1    ${B} > ${P}  200
  1.1  ${P} > ${A}  200 forwarded
  1.2  ${A} > ${P}  ACK
  1.3  ${P} > ${B}  ACK forwarded`

describe('who ended the call, and how', () => {
  test.each<[string, string, Partial<Release>]>([
    ['the caller hung up', `${answered}\n9 ${toB} BYE`, { how: 'bye', by: 'caller', host: `${A}:5060`, message: 5 }],
    ['the callee hung up', `${answered}\n9 ${toA} BYE`, { how: 'bye', by: 'callee', host: `${B}:5060` }],
    [
      'the callee hung up behind a proxy',
      `${throughProxy}\n9 ${B} > ${P} BYE\n9.1 ${P} > ${A} BYE forwarded`,
      { how: 'bye', by: 'callee', host: `${B}:5060` },
    ],
    [
      'the proxy ended it towards the caller, and nobody had told it to',
      `${throughProxy}\n9 ${P} > ${A} BYE\n9.1 ${A} > ${P} 200`,
      { how: 'bye', by: 'intermediary', host: `${P}:5060` },
    ],
    [
      'the caller gave up while it rang',
      `0 ${toB} INVITE\n1 ${toA} 180\n5 ${toB} CANCEL\n5.1 ${toA} 200 CANCEL\n5.2 ${toA} 487 INVITE`,
      { how: 'cancel', by: 'caller', message: 3, status: undefined },
    ],
    [
      'the caller hung up, and both were programs of one machine',
      `0 ${A}:5060 > ${A}:5070 INVITE\n1 ${A}:5070 > ${A}:5060 200\n1.1 ${A}:5060 > ${A}:5070 ACK\n9 ${A}:5060 > ${A}:5070 BYE`,
      { how: 'bye', by: 'caller', host: `${A}:5060` },
    ],
    ['the callee was busy', `0 ${toB} INVITE\n1 ${toA} 486`, { how: 'refused', by: 'callee', status: 486, message: 2 }],
    [
      'the proxy had no answer from the callee, and said so',
      `0 ${A} > ${P} INVITE\n0.1 ${P} > ${B} INVITE forwarded\n8 ${P} > ${A} 408`,
      { how: 'refused', by: 'intermediary', status: 408, timer: 'no response', host: `${P}:5060` },
    ],
    [
      'the callee refused behind a proxy',
      `0 ${A} > ${P} INVITE\n0.1 ${P} > ${B} INVITE forwarded\n1 ${B} > ${P} 603\n1.1 ${P} > ${A} 603 forwarded`,
      { how: 'refused', by: 'callee', status: 603, host: `${B}:5060`, message: 3 },
    ],
    [
      'nobody picked up, and a timer of the network ended the ringing',
      `0 ${toB} INVITE\n1 ${toA} 180\n61 ${toA} 408`,
      { how: 'refused', status: 408, timer: 'no answer' },
    ],
    [
      'it was sent elsewhere, and nobody went',
      `0 ${toB} INVITE\n1 ${toA} 302 header "Contact: <sip:bob@198.51.100.7>"`,
      { how: 'redirected', by: 'callee', status: 302 },
    ],
    [
      'nobody answered at all',
      `0 ${toB} INVITE\n0.5 ${toB} INVITE again\n1.5 ${toB} INVITE again\n3.5 ${toB} INVITE again`,
      { how: 'timeout', by: undefined, timer: 'no response', message: undefined, causes: [] },
    ],
    [
      'the 2xx was never acknowledged',
      `0 ${toB} INVITE\n1 ${toA} 200\n1.5 ${toA} 200 again\n2.5 ${toA} 200 again\n33 ${toA} BYE`,
      { how: 'bye', by: 'callee', timer: 'no ACK' },
    ],
    [
      'a session timer ran out, as its reason says',
      `${answered}\n900 ${toA} BYE header "Reason: SIP;cause=408;text=session-timer-expired"`,
      { by: 'callee', timer: 'session timer' },
    ],
  ])('%s', (_, text, expected) => expect(released(text)).toMatchObject(expected))

  test('a call that goes on has none, nor has one whose end was not seen', () => {
    expect(released(answered)).toBeUndefined()
    expect(released(`0 ${toB} INVITE\n1 ${toA} 180`)).toBeUndefined()
  })
})

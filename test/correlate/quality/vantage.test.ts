import { describe, expect, test } from 'vitest'
import { vantageOf } from '../../../src/correlate/quality/vantage.ts'
import { NO_RTCP } from '../../../src/correlate/rtp-control.ts'
import type { Call } from '../../../src/model/call.ts'
import type { SipMessage } from '../../../src/model/message.ts'
import { conversationsOf, ladderOf } from '../../support/ladder.ts'

/** A call whose callee answers after `calleeMs`, and whose caller acknowledges after `callerMs`. */
function callOf(callerMs: number, calleeMs: number): Call {
  const [call] = conversationsOf(
    ladderOf(`
    0    203.0.113.5 > 198.51.100.9   INVITE sdp audio 203.0.113.5:4000 PCMU
    ${calleeMs / 1_000}    198.51.100.9 > 203.0.113.5   100
    2    198.51.100.9 > 203.0.113.5   200 sdp audio 198.51.100.9:5000 PCMU
    ${2 + callerMs / 1_000}  203.0.113.5 > 198.51.100.9   ACK
    3    203.0.113.5:4000 > 198.51.100.9:5000 rtp PCMU 100
    9    203.0.113.5 > 198.51.100.9   BYE
    9.2  198.51.100.9 > 203.0.113.5   200`),
  )
  return call as Call
}

/** The same with hop limits by who sent a message; undefined as of text. */
function seenWith(call: Call, ttls: readonly [caller: number | undefined, callee: number | undefined]): Call {
  const told = (message: SipMessage): SipMessage =>
    Object.create(message, { ttl: { value: ttls[message.source!.address === '203.0.113.5' ? 0 : 1] } })
  return { ...call, messages: call.messages.map(told) }
}

const UNSEEN = [undefined, undefined] as const

describe('where a call was captured', () => {
  test.each([
    ['beside the caller, whose packets passed no router', 40, 60, 64, 52, 'near-caller'],
    ['beside the callee', 40, 60, 117, 128, 'near-callee'],
    ['beside a callee that counts from 255', 40, 60, 243, 255, 'near-callee'],
    ['between routers', 40, 60, 60, 120, 'middle'],
    ['in one network with both: nothing tells', 40, 60, 64, 64, 'unknown'],
    ['on the caller itself, which answers at once', 0.3, 60, 60, 52, 'near-caller'],
    ['only the caller is told of', 40, 60, 64, undefined, 'unknown'],
  ])('%s', (_, callerMs, calleeMs, callerTtl, calleeTtl, vantage) => {
    expect(vantageOf(seenWith(callOf(callerMs, calleeMs), [callerTtl, calleeTtl])).vantage).toBe(vantage)
  })

  test('with the reasons', () => {
    const { caller, callee } = vantageOf(seenWith(callOf(40, 60), [61, 250]))
    expect([caller.hops, callee.hops]).toEqual([3, 5])
    expect(caller.turnaroundMs).toBeCloseTo(40, 6)
    expect(callee.turnaroundMs).toBeCloseTo(60, 6)
  })

  test('an answer that took its time proves no distance', () => {
    expect(vantageOf(seenWith(callOf(40, 60), UNSEEN)).vantage).toBe('unknown')
  })

  test('by the halves of the round trip', () => {
    const call = callOf(40, 60)
    const half = (meanMs: number) => ({ count: 1, minMs: meanMs, meanMs, maxMs: meanMs })
    const measured = (callerMs: number, calleeMs: number): Call => {
      const roundTrip = { sender: half(callerMs), receiver: half(calleeMs), totalMs: callerMs + calleeMs }
      return { ...call, streams: call.streams.map((stream) => ({ ...stream, rtcp: { ...NO_RTCP, roundTrip } })) }
    }
    const at = (callerMs: number, calleeMs: number) => vantageOf(seenWith(measured(callerMs, calleeMs), UNSEEN)).vantage
    expect([at(1, 40), at(40, 1), at(30, 40), at(1, 1)]).toEqual(['near-caller', 'near-callee', 'middle', 'unknown'])
  })
})

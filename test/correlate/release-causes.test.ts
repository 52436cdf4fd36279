import { describe, expect, test } from 'vitest'
import { causesOf, q850Of, timerOf } from '../../src/correlate/release-causes.ts'
import type { SipMessage } from '../../src/model/message.ts'
import { sipText } from '../support/sip-text.ts'
import { decodedPacket } from '../support/sip-values.ts'

/** A BYE with these headers. */
const bye = (...headers: readonly string[]): SipMessage =>
  decodedPacket(sipText('BYE sip:user@example.com SIP/2.0', headers))

const cause = (header: string, protocol: string, number: number | undefined, meaning?: string, text?: string) => ({
  header,
  protocol,
  cause: number,
  meaning,
  text,
})

describe('causes', () => {
  test.each<[string, readonly unknown[]]>([
    ['Reason: Q.850;cause=16;text="Terminated"', [cause('Reason', 'Q.850', 16, 'normal call clearing', 'Terminated')]],
    [
      'Reason: SIP;cause=200;text="Call completed elsewhere"',
      [cause('Reason', 'SIP', 200, 'call completed elsewhere', 'Call completed elsewhere')],
    ],
    [
      'Reason: SIP ;cause=580, Q.850;cause=47',
      [cause('Reason', 'SIP', 580, 'precondition failed'), cause('Reason', 'Q.850', 47, 'resource unavailable')],
    ],
    ['Reason: Q.850;cause=604;text="MEDIA_TIMEOUT"', [cause('Reason', 'Q.850', 604, 'media timeout', 'MEDIA_TIMEOUT')]],
    ['Reason: FREESWITCH;cause=602', [cause('Reason', 'FREESWITCH', 602, 'allotted time used up')]],
    ['Reason: Q.850;cause=120', [cause('Reason', 'Q.850', 120)]],
    ['Warning: 399 gw.example.com "No circuit"', [cause('Warning', 'SIP', 399, undefined, 'No circuit')]],
    [
      'X-Twilio-Error: 32009 Your call failed',
      [cause('X-Twilio-Error', 'TWILIO', 32_009, undefined, '32009 Your call failed')],
    ],
    ['X-Nothing: to do with it', []],
  ])('%s', (header, expected) => expect(causesOf(bye(header))).toEqual(expected))

  test('of Asterisk stand in two headers', () => {
    const message = bye('X-Asterisk-HangupCause: Normal Clearing', 'X-Asterisk-HangupCauseCode: 16')
    expect(causesOf(message)).toEqual([
      cause('X-Asterisk-HangupCause', 'Q.850', 16, 'normal call clearing', 'Normal Clearing'),
    ])
    expect(q850Of(message)).toBe(16)
    expect(q850Of(bye('X-Asterisk-HangupCauseCode: many'))).toBeUndefined()
  })

  test('are at most ten, and their texts cut', () => {
    const many = Array.from({ length: 20 }, (_, i) => `Q.850;cause=${i};text="${'x'.repeat(300)}"`).join(', ')
    const causes = causesOf(bye(`Reason: ${many}`))
    expect(causes).toHaveLength(10)
    expect(causes[0]!.text).toHaveLength(120)
  })
})

describe('the timer that ended a call', () => {
  test.each([
    ['Reason: SIP;cause=408;text="Session timeout: session timer"', 'session timer'],
    ['Reason: SIP;cause=408;text="ACK Timeout"', 'no ACK'],
    ['Reason: Q.850;cause=16;text="RTP timeout"', 'no media'],
    ['Reason: Q.850;cause=604;text="MEDIA_TIMEOUT"', 'no media'],
    ['Reason: Q.850;cause=602;text="ALLOTTED_TIMEOUT"', 'maximum duration'],
    ['Reason: Q.850;cause=607', 'no answer'],
    ['Reason: Q.850;cause=102;text="RECOVERY_ON_TIMER_EXPIRE"', 'timer'],
    ['Reason: SIP;cause=408', 'timer'],
    ['Reason: Q.850;cause=16;text="Normal call clearing"', undefined],
    ['Reason: SIP;cause=200;text="Acknowledged elsewhere"', undefined],
  ])('%s', (header, timer) => expect(timerOf(causesOf(bye(header)))).toBe(timer))
})

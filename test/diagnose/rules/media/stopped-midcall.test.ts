import { stoppedMidcall } from '../../../../src/diagnose/rules/media/stopped-midcall.ts'
import { back, mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

const changed = (offer: string, answer: string): string => `
  6   192.0.2.10 > 198.51.100.7 INVITE sdp audio 192.0.2.10:4000 PCMU ${offer}
  6.1 198.51.100.7 > 192.0.2.10 200    sdp audio 198.51.100.7:5000 PCMU ${answer}
  6.2 192.0.2.10 > 198.51.100.7 ACK`

/** Sender reports of the caller: when, and how many packets it has sent by then. */
const reports = (...said: readonly (readonly [at: number, sent: number])[]): string =>
  said.map(([at, sent]) => `${at} 192.0.2.10:4001 > 198.51.100.7:5001 rtcp sr ntp ${at} sent ${sent}`).join('\n')

const LET_GO = (at: number): string => `${at} 198.51.100.7 > 192.0.2.10 BYE`
const GAVE_UP = (at: number): string => `${LET_GO(at)} header "X-Reason: RTP timeout"`

testRule(stoppedMidcall, {
  quiet: {
    'both end together': mediaCall(`${there('PCMU 500')}\n${back('PCMU 500')}`),
    'four seconds of silence': mediaCall(`${there('PCMU 300')}\n${back('PCMU 500')}`),
    'it comes back on another SSRC': mediaCall(
      `${there('PCMU 300')}\n${there('PCMU 300 ssrc 7', 7)}\n${back('PCMU 600')}`,
    ),
    'it was never established': mediaCall(`${there('PCMU 40')}\n${back('PCMU 900')}`),
    'hung up': mediaCall(`${there('PCMU 300')}\n${back('PCMU 900')}`, { until: 7 }),
    'put on hold': mediaCall(`${there('PCMU 300')}\n${back('PCMU 900')}\n${changed('sendonly', 'recvonly')}`),
    'changed at that time': mediaCall(`${there('PCMU 300')}\n${back('PCMU 900')}\n${changed('', '')}`),
    'a pause that the codec allows': mediaCall(`${there('G729 300')}\n${back('G729 900')}`, { offer: 'G729' }),
    'a mailbox listens after its greeting': mediaCall(
      `0.05 198.51.100.7 > 192.0.2.10 181\n${there('PCMU 900')}\n${back('PCMU 300')}`,
    ),
    'comfort noise as the last word': mediaCall(
      `${there('PCMU 300')}\n${there('CN 1 octets 1 seq 400 stamp 49000', 6.3013)}\n${back('PCMU 900')}`,
    ),
  },
  fires: {
    'the caller falls silent': [
      mediaCall(`${there('PCMU 300')}\n${back('PCMU 900')}`),
      { stopped: 'caller', icmp: false },
      'high',
    ],
    'the callee falls silent': [mediaCall(`${there('PCMU 900')}\n${back('PCMU 300')}`), { stopped: 'callee' }, 'high'],
    'half a minute, whatever the codec allows': [
      mediaCall(`${there('G729 300')}\n${back('G729 2000')}`, { offer: 'G729' }),
      { stopped: 'caller' },
      'high',
    ],
    'the BYE says that RTP timed out': [
      mediaCall(`${there('PCMU 300')}\n${back('PCMU 900')}\n${GAVE_UP(19)}`, { until: 0 }),
      { stopped: 'caller' },
      'critical',
    ],
    'the other side hangs up when an RTP timeout does': [
      mediaCall(`${there('PCMU 300')}\n${back('PCMU 1800')}\n${LET_GO(36.3)}`, { until: 0 }),
      { stopped: 'caller' },
      'critical',
    ],
    'its sender reports count on: it sends, and they do not arrive': [
      mediaCall(`${there('PCMU 300')}\n${back('PCMU 900')}\n${reports([2, 85], [9, 435], [16, 785])}`),
      { stopped: 'caller', still: 'sends' },
      'high',
    ],
    'its sender reports count no more: it stopped': [
      mediaCall(`${there('PCMU 300')}\n${back('PCMU 900')}\n${reports([2, 85], [9, 300], [16, 300])}`),
      { stopped: 'caller', still: 'silent' },
      'high',
    ],
    'one report after the end tells only that it is there': [
      mediaCall(`${there('PCMU 300')}\n${back('PCMU 900')}\n${reports([16, 300])}`),
      { stopped: 'caller', still: 'there' },
      'high',
    ],
    'its reports end with it': [
      mediaCall(`${there('PCMU 300')}\n${back('PCMU 900')}\n${reports([2, 85], [6, 285])}`),
      { stopped: 'caller', still: undefined },
      'high',
    ],
    'ICMP errors at that time': [
      mediaCall(
        `${there('PCMU 300')}\n${back('PCMU 900')}\n7 192.0.2.10 > 198.51.100.7 icmp port-unreachable for 198.51.100.7:5000 > 192.0.2.10:4000`,
      ),
      { icmp: true },
      'high',
    ],
  },
  unproven: {
    'it may be pausing, and the input ends': [
      mediaCall(`${there('G729 300')}\n${back('G729 900')}`, { offer: 'G729', until: 0 }),
      'ends-mid-dialog',
    ],
  },
})

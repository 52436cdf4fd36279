import type { SipResponse } from '../../../model/message.ts'
import { calleesAudio, callersInvites } from '../../facts/early-media.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly heard: boolean
}

export const ringingAfterProgress = rule<'call', Values>({
  id: 'early.180-after-183',
  category: 'signaling',
  severity: 'info',
  sources: ['RFC 3960 §3.1', 'RFC 5009 §8'],
  title: '180 without SDP after 183 with SDP',
  examines: 'call',
  about: { methods: ['INVITE'] },
  marks: { statuses: [183] },
  issues: ['ringback'],
  meaning:
    'The 183 tells the phone to play what the network sends, the 180 after it to ring by itself: some do one, some the other, some both.',
  fires:
    'A 180 without SDP follows a 183 with SDP in the same early dialog. Low where audio of the callee goes on after it: the caller may hear two ringing tones.',
  quiet: 'A 180 with SDP, a 180 before the 183, other forks.',
  example: ['SIP/2.0 183 Session Progress', 'SIP/2.0 180 Ringing'],
  recommendation:
    'Send either 180 without SDP, or 183 with the ringing tone in RTP; P-Early-Media tells phones which counts.',
  recipe: 'early',
  *check({ call }) {
    for (const { provisionals } of callersInvites(call)) {
      for (const [index, ringing] of provisionals.entries()) {
        if (ringing.status !== 180 || ringing.description) continue
        const progress = provisionals.slice(0, index).find((one) => isProgress(one, ringing))
        if (!progress) continue
        if (!ringing.complete) {
          yield { insufficient: 'message-cut' }
          continue
        }
        const heard =
          ringing.at !== undefined &&
          calleesAudio(call).some(({ stream, early }) => early && stream.lastAt > ringing.at!)
        yield {
          values: { heard },
          proof: [{ message: ringing }, { message: progress }],
          scope: [heard ? 'heard' : 'unheard'],
          mends: ringing,
          ...(heard && { severity: { level: 'low', because: 'Audio of the callee goes on after the 180' } as const }),
        }
        return
      }
    }
  },
  detail: ({ heard }) =>
    `A 183 announced early media, and a 180 without SDP follows: phones may play the one, make a ringing tone themselves, or both.${heard ? ' Audio of the callee goes on after the 180.' : ''}`,
})

const isProgress = (one: SipResponse, ringing: SipResponse): boolean =>
  one.status === 183 && one.description !== undefined && one.toTag === ringing.toTag

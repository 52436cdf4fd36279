import { vadGaps } from '../../../../src/diagnose/rules/media/vad-gaps.ts'
import { mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

const OFF = 'G729 line "a=fmtp:18 annexb=no"'

/** Talkspurts of two seconds with a second of silence between them. */
const spurts = (count: number, codec = 'G729'): string =>
  Array.from({ length: count }, (_, i) =>
    there(`${codec} 100 seq ${100 + 100 * i} stamp ${1000 + 24_000 * i}`, 0.3013 + 3 * i),
  ).join('\n')

testRule(vadGaps, {
  quiet: {
    'allowed by default': mediaCall(spurts(5), { offer: 'G729' }),
    'no pauses': mediaCall(there('G729 300'), { offer: OFF }),
    'two pauses': mediaCall(spurts(3), { offer: OFF }),
  },
  fires: {
    'annexb=no, and pauses': [
      mediaCall(spurts(5), { offer: OFF }),
      { pauses: 4, said: 'annexb=no', direction: 'from caller to callee' },
      'low',
    ],
    'silenceSupp:off, and pauses': [
      mediaCall(spurts(5, 'PCMU'), { offer: 'PCMU line "a=silenceSupp:off - - - -"' }),
      { said: 'silenceSupp:off' },
      'low',
    ],
  },
  unproven: { 'too few packets': [mediaCall(there('G729 60'), { offer: OFF }), 'ends-mid-dialog'] },
})

import { echoSuspected } from '../../../../src/diagnose/rules/media/echo-suspected.ts'
import type { Ladder } from '../../../support/ladder.ts'
import { carrying } from '../../../support/ladder-sound.ts'
import { back, mediaCall, there } from '../../../support/media-call.ts'
import { turns } from '../../../support/talk.ts'
import { testRule } from '../../../support/test-rule.ts'
import { delayed, louder, mixed, noise, type Sound, tone } from '../../../support/voice.ts'

const TALK = turns(40_000, -24, { saidMs: 3_000, pausedMs: 3_000 })
/** Speaks while the other does not. */
const ANSWERS = delayed(turns(40_000, -24, { saidMs: 3_000, pausedMs: 3_000, seed: 9 }), 3_000)
const ROOM = noise(40_000, -70, 4)

const heard = (caller: Sound, callee: Sound, lines = '', codec = 'PCMU'): Ladder =>
  mediaCall(`${lines}\n${there(`${codec} 2000 ${carrying(caller)}`)}\n${back(`${codec} 2000 ${carrying(callee)}`)}`, {
    offer: codec,
    until: 41,
  })

/** What the callee sends: its own words, and those of the caller once more. */
const echoing = (db: number, ms: number, own: Sound = ANSWERS): Sound =>
  mixed(mixed(delayed(louder(TALK, db), ms), ROOM), own)

testRule(echoSuspected, {
  quiet: {
    'a conversation': heard(TALK, mixed(ANSWERS, ROOM)),
    'both talk at once': heard(TALK, turns(40_000, -24, { saidMs: 3_000, pausedMs: 3_000, seed: 3 })),
    'nobody talks back': heard(TALK, ROOM),
    'sooner than 50 ms': heard(TALK, echoing(-14, 30)),
    'later than 500 ms': heard(TALK, echoing(-14, 620)),
    'too faint to be heard': heard(TALK, echoing(-36, 200)),
    'as loud as it went: an echo test': heard(TALK, delayed(TALK, 120)),
    'hardly fainter': heard(TALK, echoing(-4, 120)),
    'nine seconds of it': heard(TALK.subarray(0, 8 * 17_000), echoing(-14, 200).subarray(0, 8 * 17_000)),
    'a rhythm on both sides': heard(beeps(), louder(beeps(), -10)),
    'a tone on both sides': heard(tone(40_000, -15), tone(40_000, -25)),
    'on hold': heard(
      TALK,
      echoing(-14, 200),
      '9 192.0.2.10 > 198.51.100.7 INVITE cseq 2 sdp audio 192.0.2.10:4000 PCMU sendonly\n9.1 198.51.100.7 > 192.0.2.10 200 cseq 2 sdp audio 198.51.100.7:5000 PCMU recvonly',
    ),
    'blotted out': mediaCall(`${there('PCMU 1500 fill 213')}\n${back('PCMU 1500 fill 213')}`),
  },
  fires: {
    'from the callee': [heard(TALK, echoing(-14, 200)), { talker: 'caller', lagMs: 200 }, 'low'],
    'the callee hears itself': [heard(echoing(-14, 300), TALK), { talker: 'callee', lagMs: 300 }, 'low'],
    'at 60 ms': [heard(TALK, echoing(-14, 60)), { talker: 'caller', lagMs: 60 }],
    'at 490 ms': [heard(TALK, echoing(-14, 490)), { talker: 'caller', lagMs: 490 }],
    '8 dB fainter': [heard(TALK, echoing(-8, 120)), { talker: 'caller', lagMs: 120 }],
    '28 dB fainter': [heard(TALK, echoing(-28, 200)), { talker: 'caller', lagMs: 200 }],
    'through G722': [heard(TALK, echoing(-14, 200), '', 'G722'), { talker: 'caller', lagMs: 200 }],
  },
  unproven: {
    encrypted: [
      mediaCall(`${there('PCMU 1500 octets 170')}\n${back('PCMU 1500 octets 170')}`, { until: 31 }),
      'encrypted',
    ],
  },
})

/** As loud as speech and as uneven, every 400 ms. */
function beeps(): Sound {
  return tone(40_000, -18, 600).map((sample, i) =>
    i % 3_200 < 1_600 ? sample * Math.abs(Math.sin(i / 260)) : sample / 30,
  )
}

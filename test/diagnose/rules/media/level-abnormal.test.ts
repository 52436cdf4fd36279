import { levelAbnormal } from '../../../../src/diagnose/rules/media/level-abnormal.ts'
import type { Ladder } from '../../../support/ladder.ts'
import { carrying } from '../../../support/ladder-sound.ts'
import { back, mediaCall, there } from '../../../support/media-call.ts'
import { turns } from '../../../support/talk.ts'
import { testRule } from '../../../support/test-rule.ts'
import { delayed, joined, louder, mixed, noise, type Sound, speech, tone } from '../../../support/voice.ts'

const TALK = turns(30_000, -26, { seed: 5 })

/** The caller is heard so, the callee as usual. */
const heard = (caller: Sound, lines = '', codec = 'PCMU'): Ladder =>
  mediaCall(`${lines}\n${there(`${codec} 1500 ${carrying(caller)}`)}\n${back(`${codec} 1500 ${carrying(TALK)}`)}`, {
    offer: codec,
    until: 31,
  })

/** Speech of that active level in dBov, with pauses in between. */
const talks = (dbov: number, room = -75): Sound => turns(30_000, dbov, { saidMs: 3_000, pausedMs: 3_000, room })
/** Its peaks beyond full scale. */
const clipped = louder(talks(-20), 14)
const shifted = (sound: Sound, by: number): Sound => sound.map((sample) => sample + by)

testRule(levelAbnormal, {
  quiet: {
    'speech as usual': heard(talks(-26)),
    'rather loud, at -10 dBm0': heard(talks(-17)),
    'rather faint, at -34 dBm0': heard(talks(-40)),
    'four seconds of loud speech': heard(
      joined(talks(-26).subarray(0, 40_000), louder(speech(1_500, -26), 14)).subarray(0, 48_000),
    ),
    'a loud tone': heard(tone(30_000, -5)),
    'loud noise, as of a modem': heard(noise(30_000, -12)),
    'what a microphone hears of a room': heard(talks(-54)),
    'the echo of the other side': heard(mixed(delayed(louder(TALK, -19), 200), noise(30_000, -75))),
    'a small offset': heard(shifted(talks(-26, -45), 0.02)),
    'on hold': heard(
      clipped,
      '9 192.0.2.10 > 198.51.100.7 INVITE cseq 2 sdp audio 192.0.2.10:4000 PCMU sendonly\n9.1 198.51.100.7 > 192.0.2.10 200 cseq 2 sdp audio 198.51.100.7:5000 PCMU recvonly',
    ),
    'a fax': heard(
      clipped,
      '20 198.51.100.7 > 192.0.2.10 INVITE cseq 7 sdp image 198.51.100.7:5000 t38 profile udptl\n20.1 192.0.2.10 > 198.51.100.7 200 cseq 7 sdp image 192.0.2.10:4000 t38 profile udptl',
    ),
    'blotted out': mediaCall(`${there('PCMU 1500 fill 213')}\n${back('PCMU 1500 fill 213')}`),
  },
  fires: {
    clipped: [heard(clipped), { what: 'clipped', direction: 'from caller to callee' }, 'low'],
    'clipped G722': [heard(clipped, '', 'G722'), { what: 'clipped' }, 'low'],
    'too loud, at -8 dBm0': [heard(talks(-13.5)), { what: 'loud' }, 'low'],
    'too faint, at -38 dBm0': [heard(talks(-44)), { what: 'faint' }, 'low'],
    'beside zero': [heard(shifted(talks(-26, -45), 0.05)), { what: 'offset' }, 'low'],
    'a voice agent listens': [heard(clipped, 'issue "voice agent misunderstands"'), { what: 'clipped' }, 'medium'],
    'recognition is asked about': [heard(clipped, 'issue "STT makes mistakes"'), { what: 'clipped' }, 'medium'],
  },
  unproven: {
    encrypted: [
      mediaCall(`${there('PCMU 1500 octets 170')}\n${back('PCMU 1500 octets 170')}`, { until: 31 }),
      'encrypted',
    ],
  },
})

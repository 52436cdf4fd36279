import { silenceOneSide } from '../../../../src/diagnose/rules/media/silence-one-side.ts'
import { type Ladder, ladder } from '../../../support/ladder.ts'
import { carrying } from '../../../support/ladder-sound.ts'
import { back, mediaCall, THERE, there } from '../../../support/media-call.ts'
import { turns } from '../../../support/talk.ts'
import { testRule } from '../../../support/test-rule.ts'
import { joined, louder, noise, type Sound, silence, speech, tone } from '../../../support/voice.ts'

const TALK = turns(30_000, -24)
const MUTE = silence(30_000)

interface Said {
  readonly lines?: string
  readonly codec?: string
  readonly packets?: number
}

/** The caller and the callee for 30 s, from the answer on. */
const heard = (caller: Sound, callee: Sound, { lines = '', codec = 'PCMU', packets = 1_500 }: Said = {}): Ladder =>
  mediaCall(
    `${lines}\n${there(`${codec} ${packets} ${carrying(caller)}`)}\n${back(`${codec} ${packets} ${carrying(callee)}`)}`,
    { offer: `${codec},telephone-event`, until: 31 },
  )

const RINGING = ladder`
  0   192.0.2.10 > 198.51.100.7 INVITE sdp audio 192.0.2.10:4000 PCMU
  0.1 198.51.100.7 > 192.0.2.10 183    sdp audio 198.51.100.7:5000 PCMU
  ${there(`PCMU 1500 ${carrying(TALK)}`)}
  ${back(`PCMU 1500 ${carrying(MUTE)}`)}
  31   192.0.2.10 > 198.51.100.7 CANCEL
  31.1 198.51.100.7 > 192.0.2.10 200 CANCEL
  31.2 198.51.100.7 > 192.0.2.10 487
  31.3 192.0.2.10 > 198.51.100.7 ACK`

/** So much silence in the end, behind a greeting. */
const greeting = (saidMs: number): Sound => joined(speech(saidMs, -24, 7), silence(30_000 - saidMs))

testRule(silenceOneSide, {
  quiet: {
    'both talk': heard(TALK, turns(30_000, -24, { seed: 5 })),
    'both are silent': heard(MUTE, MUTE),
    'blotted out on both sides': mediaCall(`${there('PCMU 1500 fill 213')}\n${back('PCMU 1500 fill 213')}`),
    'blotted out with 0xff': mediaCall(`${there('PCMU 1500 fill 255')}\n${back('PCMU 1500 fill 255')}`),
    'a room is heard': heard(TALK, noise(30_000, -58)),
    'nearly ten seconds': heard(TALK, MUTE, { packets: 499 }),
    'six percent are said in the end': heard(TALK, greeting(2_200)),
    'a word now and then': heard(
      TALK,
      joined(...[4, 10, 16, 22].flatMap((i) => [silence(6_000), speech(350, -24, i)]), silence(4_600)),
    ),
    'the other side sends a tone': heard(tone(30_000, -15), MUTE),
    'the other side hardly says a word': heard(joined(speech(2_000, -24), silence(28_000)), MUTE),
    'on hold': heard(TALK, MUTE, {
      lines:
        '9 192.0.2.10 > 198.51.100.7 INVITE cseq 2 sdp audio 192.0.2.10:4000 PCMU sendonly\n9.1 198.51.100.7 > 192.0.2.10 200 cseq 2 sdp audio 198.51.100.7:5000 PCMU recvonly',
    }),
    'silence suppression': mediaCall(
      `${there(`PCMU 1500 ${carrying(TALK)}`)}\n${back('PCMU 700 fill 255 pause 15000')}`,
    ),
    'nothing comes from it': mediaCall(there(`PCMU 1500 ${carrying(TALK)}`)),
    'the codec is not decoded': heardAs('G729'),
    'not answered': RINGING,
  },
  fires: {
    'a muted callee': [heard(TALK, MUTE), { silent: 'callee', digital: true, share: 1 }, 'high'],
    'a muted caller': [heard(MUTE, TALK), { silent: 'caller', digital: true }, 'high'],
    'below -60 dBov': [heard(TALK, noise(30_000, -63)), { silent: 'callee', digital: false }, 'high'],
    'ten seconds': [heard(TALK, MUTE, { packets: 540 }), { silent: 'callee' }, 'high'],
    G722: [heard(TALK, MUTE, { codec: 'G722' }), { silent: 'callee' }, 'high'],
    'a greeting, and nothing more': [heard(TALK, greeting(900)), { silent: 'callee' }, 'medium'],
    'an announcement is listened to': [
      heard(turns(30_000, -24, { saidMs: 9_500, pausedMs: 500 }), MUTE),
      { silent: 'callee' },
      'low',
    ],
    'digits are pressed': [heard(MUTE, TALK, { lines: `2 ${THERE} dtmf 12 ssrc 77` }), { silent: 'caller' }, 'low'],
    'the talk is faint': [heard(louder(TALK, -12), MUTE), { silent: 'callee' }, 'high'],
  },
  unproven: {
    'the other side is not in the capture': [
      mediaCall(back(`PCMU 1500 ${carrying(MUTE)}`), { until: 31 }),
      'one-direction-only',
    ],
    encrypted: [
      mediaCall(`${there('PCMU 1500 octets 170')}\n${back('PCMU 1500 octets 170')}`, { until: 31 }),
      'encrypted',
    ],
  },
})

function heardAs(codec: string): Ladder {
  return mediaCall(`${there(`${codec} 1500`)}\n${back(`${codec} 1500 fill 0`)}`, { offer: codec })
}

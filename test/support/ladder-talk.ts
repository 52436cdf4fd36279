import { type LadderLine, mistake } from './ladder-lines.ts'
import { aLaw, HZ, louder, muLaw, noise, type Sound, silence, speech } from './voice.ts'

/** By payload type. */
const ENCODERS: Readonly<Record<number, (sound: Sound) => Uint8Array>> = { 0: muLaw, 8: aLaw }
/** Speech is made once for each voice, and said again from its beginning. */
const VOICE_MS = 8_000
const VOICE_DBOV = -20
const voices = new Map<number, Sound>()

function voiceOf(seed: number): Sound {
  const known = voices.get(seed) ?? speech(VOICE_MS, VOICE_DBOV, seed)
  voices.set(seed, known)
  return known
}

/** How an `rtp` line speaks; see `ladder`. */
export interface DrawnTalk {
  /** `FROM-TO,FROM-TO` in seconds from the first packet. */
  readonly turns: string
  readonly voice: number
  /** dB above the usual level. */
  readonly gain: number
  /** dBov between the turns, and beneath them; 0 is digital silence. */
  readonly hiss: number
}

/** So many milliseconds of a stream that speaks in these turns, in its encoding. */
export function talkOctets(line: LadderLine, payloadType: number, ms: number, drawn: DrawnTalk): Uint8Array {
  const encode = ENCODERS[payloadType]
  if (!encode) throw mistake(line, 'talk is drawn in PCMU and PCMA')
  const sound = drawn.hiss === 0 ? silence(ms) : noise(ms, drawn.hiss, drawn.voice)
  const voice = louder(voiceOf(drawn.voice), drawn.gain)
  for (const turn of drawn.turns.split(',')) {
    const [from, to] = turn.split('-').map(Number)
    if (from === undefined || to === undefined || !(from < to)) throw mistake(line, `talk "${turn}" is not FROM-TO`)
    const [first, end] = [Math.round(from * HZ), Math.min(sound.length, Math.round(to * HZ))]
    for (let i = first; i < end; i++) sound[i] = sound[i]! + voice[(i - first) % voice.length]!
  }
  return encode(sound)
}

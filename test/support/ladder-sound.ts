import { g722 } from './g722.ts'
import { type LadderLine, mistake } from './ladder-lines.ts'
import { aLaw, muLaw, type Sound } from './voice.ts'

const sounds = new Map<string, Sound>()

/** Words for an `rtp` line of PCMU, PCMA or G722: its packets carry this sound, and are silent behind its end. */
export function carrying(sound: Sound): string {
  const name = `s${sounds.size}`
  sounds.set(name, sound)
  return `sound ${name}`
}

const ENCODERS: Readonly<Record<string, (sound: Sound) => Uint8Array>> = {
  ...{ PCMU: muLaw, PCMA: aLaw, G722: g722 },
}

/** The octets of a sound that `carrying` named. */
export function encoded(line: LadderLine, encoding: string, name: string): Uint8Array {
  const encode = ENCODERS[encoding]
  const sound = sounds.get(name)
  if (!encode || !sound) throw mistake(line, `there is no sound "${name}" in ${encoding}`)
  return encode(sound)
}

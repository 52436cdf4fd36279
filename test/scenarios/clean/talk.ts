import { sendFax } from '../fax-line.ts'
import { type MediaLine, marked, openLine, type Part } from '../media-line.ts'
import type { Site } from '../site.ts'

export const CALLER_PORT = 4000
export const CALLEE_PORT = 5000

/** What is spoken in a call between hosts 1 and 2 once it has been answered. */
export interface Talk {
  readonly ms: number
  readonly tone?: Tone
  /** Milliseconds of media of the callee before the answer. */
  readonly earlyMs?: number
  /** Then the caller holds and sends music for so long, and both speak again. */
  readonly hold?: { readonly ms: number; readonly resumedMs: number }
  /** Then both speak on in another codec. */
  readonly after?: { readonly ms: number; readonly tone: Tone }
  /** Keys that the caller presses half-way. */
  readonly digits?: readonly number[]
  /** Both fall silent now and then, and say so with comfort noise (RFC 3389). */
  readonly pauses?: boolean
  /** Then pages go by T.38 between the ports above those of RTCP. */
  readonly fax?: boolean
}

interface Tone {
  readonly payloadType: number
  readonly payload: Uint8Array
  readonly everyMs: number
}

const filled = (octets: number, pattern: string): Uint8Array => Buffer.alloc(octets, Buffer.from(pattern, 'hex'))

/** Something like 400 Hz: each packet is like the next, so that captures pack well. */
const TONES = {
  PCMU: { payloadType: 0, payload: filled(160, 'f0b0a59f9c9b9c9fa5b0f03025201f1c1b1c1f25') },
  PCMA: { payloadType: 8, payload: filled(160, 'd59a8f85b6b1b6858f9a551a0f05363136050f1a') },
  G722: { payloadType: 9, payload: filled(160, 'faddbe9a7c5d') },
  G729: { payloadType: 18, payload: filled(20, '78520080fac2008a423f') },
} as const

export const tone = (codec: keyof typeof TONES): Tone => ({ ...TONES[codec], everyMs: 20 })

const spoken = ({ payloadType, payload, everyMs }: Tone, ms: number): Part => ({
  payloadType,
  payload,
  packets: Math.floor(ms / everyMs),
  everyMs,
})

const DTMF_TYPE = 101
const EVENT_PACKETS = 8

function parts(talk: Talk, side: 'caller' | 'callee'): readonly Part[] {
  const voice = talk.tone ?? tone('PCMU')
  if (side === 'caller' && talk.digits) {
    const third = spoken(voice, talk.ms / 3)
    const keys = talk.digits.flatMap((event): readonly Part[] => [
      { payloadType: DTMF_TYPE, payload: Buffer.alloc(4), packets: EVENT_PACKETS, event },
      spoken(voice, 100),
    ])
    return [third, ...keys, third]
  }
  if (talk.pauses) {
    const noise: readonly Part[] = [
      { payloadType: 13, payload: Buffer.from([0x46]), packets: 1, ticks: 0, everyMs: 0 },
      { silentMs: 800 },
    ]
    const words = spoken(voice, talk.ms / 4)
    return side === 'caller' ? [words, ...noise, words, ...noise, words] : [words, words, ...noise, words]
  }
  return [spoken(voice, talk.ms)]
}

/** Sends all of it in real time, as the marks of the scenario come. */
export async function talk(site: Site, talk: Talk): Promise<void> {
  const lines = [
    await openLine(
      { address: site.host(1), port: CALLER_PORT },
      { address: site.host(2), port: CALLEE_PORT },
      0x1a2b3c4d,
      0x5e6f7081,
    ),
    await openLine(
      { address: site.host(2), port: CALLEE_PORT },
      { address: site.host(1), port: CALLER_PORT },
      0x5e6f7081,
      0x1a2b3c4d,
    ),
  ] as const
  const [caller, callee] = lines
  const together = (a: readonly Part[], b: readonly Part[]): Promise<unknown> =>
    Promise.all([caller.send(a), callee.send(b)])
  const voice = talk.tone ?? tone('PCMU')
  try {
    if (talk.earlyMs !== undefined) {
      await marked(site.directory, 'early')
      await callee.send([spoken(voice, talk.earlyMs)])
    }
    await marked(site.directory, 'answered')
    await together(parts(talk, 'caller'), parts(talk, 'callee'))
    if (talk.hold) {
      await marked(site.directory, 'held')
      await caller.send([spoken(voice, talk.hold.ms)])
      await marked(site.directory, 'resumed')
      await together([spoken(voice, talk.hold.resumedMs)], [spoken(voice, talk.hold.resumedMs)])
    }
    if (talk.after) {
      await marked(site.directory, 'resumed')
      const more = [spoken(talk.after.tone, talk.after.ms)]
      await together(more, more)
    }
    if (talk.fax) {
      await marked(site.directory, 'fax')
      const [caller, callee] = [
        { address: site.host(1), port: CALLER_PORT + 2 },
        { address: site.host(2), port: CALLEE_PORT + 2 },
      ]
      await Promise.all([sendFax('called', callee, caller), sendFax('calling', caller, callee)])
    }
  } finally {
    for (const line of lines satisfies readonly MediaLine[]) line.close()
  }
}

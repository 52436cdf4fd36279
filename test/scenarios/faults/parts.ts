import { tone } from '../clean/talk.ts'
import type { Plug } from '../media-line.ts'
import type { Running } from '../programs.ts'
import { type Player, startSipp } from '../sipp-pair.ts'
import { begin, called, expect, hears, marks, pause, RINGS, respond, type Sdp, sdp, within } from '../sipp-script.ts'
import type { Site } from '../site.ts'
import type { Speech } from '../speaker.ts'

// What calls with faults are put together from: SIPp on hosts 1 and 2, and speakers.

const SSRC = { caller: 0x1a2b3c4d, callee: 0x5e6f7081 } as const

/** So many milliseconds of a tone, with a report every second. */
export function speech(from: Plug, to: Plug, by: 'caller' | 'callee', ms: number): Speech {
  const { payloadType, payload, everyMs } = tone('PCMU')
  const packets = Math.floor(ms / everyMs)
  const words = [{ payloadType, payload: Buffer.from(payload).toString('hex'), packets, everyMs }]
  const other = by === 'caller' ? 'callee' : 'caller'
  return { from, to, ssrc: SSRC[by], other: SSRC[other], reportsEveryMs: 1_000, after: 'answered', words }
}

export const calling = (offered: Sdp, talkMs: number): readonly string[] => [
  begin('INVITE', { body: sdp(offered) }),
  ...RINGS,
  expect(200, { routes: true }),
  within('ACK'),
  marks('answered'),
  pause(talkMs + 300),
  within('BYE', { cseq: 2 }),
  expect(200),
]

export const answering = (accepted: Sdp): readonly string[] => [
  called(),
  respond('180 Ringing', { tag: true }),
  pause(300),
  respond('200 OK', { tag: true, body: sdp({ codecs: ['PCMU', 'DTMF'], ...accepted }) }),
  hears('ACK'),
  hears('BYE'),
  respond('200 OK', { contact: false }),
]

export type Add = <T extends Running>(starting: Promise<T>) => Promise<T>

/** A SIPp from its beginning to its end, which must be a good one. */
export async function played(add: Add, site: Site, player: Player): Promise<void> {
  const sipp = await add(startSipp(site, player))
  const code = await sipp.ended()
  if (code !== 0) throw new Error(`sipp ended with ${code}: ${sipp.said().slice(-1_500)}`)
}

/** Runs what may add programs, and stops all of them. */
export async function together(run: (add: Add) => Promise<void>): Promise<void> {
  const running: Running[] = []
  try {
    await run(async (starting) => {
      const one = await starting
      running.push(one)
      return one
    })
  } finally {
    for (const one of running.reverse()) await one.stop()
  }
}

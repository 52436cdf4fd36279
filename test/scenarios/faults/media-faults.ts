import { setTimeout } from 'node:timers/promises'
import { startPhone } from '../baresip-phone.ts'
import { withPhones } from '../clean/baresip-calls.ts'
import { type Running, ready } from '../programs.ts'
import type { Path, RelayShape } from '../relay.ts'
import { startSipp } from '../sipp-pair.ts'
import { type Site, uri } from '../site.ts'
import { startSpeaker } from '../speaker.ts'
import type { Fault } from './fault.ts'
import { answering, calling, played, speech, together } from './parts.ts'

// Calls whose media comes along a bad path. What a router does is done to a call of two baresips; what the relay does, to one of a
// SIPp, whose media a speaker of ours sends and hears, and a baresip. Where there is no router the relay does it all.

const TALK_MS = 10_500
const PACKETS_A_SECOND = 50

interface Ways {
  /** From the caller to the callee, and back. */
  readonly there?: Path
  readonly back?: Path
  readonly talkMs?: number
}

/**
 * The callee is a baresip, which reports every five seconds, or a SIPp with a speaker that reports every second: this too where
 * hosts are only addresses, since a baresip sends from whichever of them it likes.
 */
const relayed =
  (ways: Ways, callee: 'baresip' | 'SIPp' = 'baresip'): Fault['run'] =>
  ({ site, apart }) =>
    together(async (add) => {
      const { inner, outer } = await add(startRelay(site, ways)).then(() => plugsOf(site))
      const talkMs = ways.talkMs ?? TALK_MS
      const caller = { address: site.host(1), port: site.media(1) }
      const answers = { address: site.host(2), port: site.media(2) }
      if (callee === 'baresip' && apart) await add(startPhone(site, { at: 2, user: 'bob' }))
      else {
        await add(startSpeaker(site, 2, speech(answers, outer, 'callee', talkMs)))
        await add(startSipp(site, { at: 2, steps: answering({ port: answers.port }) }))
      }
      await add(startSpeaker(site, 1, speech(caller, inner, 'caller', talkMs)))
      const steps = calling({ ...outer, codecs: ['PCMU', 'DTMF'] }, talkMs)
      await played(add, site, { at: 1, to: 2, steps })
    })

const plugsOf = (site: Site): Pick<RelayShape, 'inner' | 'outer'> => {
  const plug = { address: site.host(3), port: site.media(3) }
  return { outer: plug, inner: { ...plug, port: plug.port + 10 } }
}

async function startRelay(site: Site, { there = {}, back = {} }: Ways): Promise<Running> {
  const shape: RelayShape = { ...plugsOf(site), there, back, seed: 7 }
  const program = new URL('../relay.ts', import.meta.url).pathname
  const running = site.start(3, process.execPath, [program, JSON.stringify(shape)])
  await ready(running, () => running.says(/relays/))
  return running
}

/** Two baresips, and a rule of the router between them from so many milliseconds of talk on; by the relay where there is none. */
const routed = (rule: readonly string[], there: Path, afterMs = 0): Fault['run'] => {
  const instead = relayed({ there })
  return async (stage) => {
    const { site, router } = stage
    if (router === undefined) return instead(stage)
    if (afterMs === 0) router.rule(...rule)
    await withPhones(
      site,
      [
        { at: 2, user: 'bob' },
        { at: 1, user: 'alice' },
      ],
      async (_bob, alice) => {
        await alice!.command('dial', uri(site, 2, 'bob'))
        await alice!.says(/Call established/)
        await setTimeout(afterMs)
        if (afterMs > 0) router.rule(...rule)
        await setTimeout(TALK_MS - afterMs)
        await alice!.command('hangup')
        await setTimeout(300)
      },
    )
  }
}

const nth = (every: number): readonly string[] => [
  '-m',
  'statistic',
  '--mode',
  'nth',
  '--every',
  `${every}`,
  '--packet',
  `${every - 1}`,
  '-j',
  'DROP',
]
const byChance = (share: number): readonly string[] => [
  '-m',
  'statistic',
  '--mode',
  'random',
  '--probability',
  `${share}`,
  '-j',
  'DROP',
]
const STOPS_MS = 4_000

const BOTH = ['sipp', 'baresip'] as const

export const MEDIA_FAULTS: Readonly<Record<string, Fault>> = {
  'nothing wrong, routed': { programs: ['baresip'], run: routed(['-j', 'ACCEPT'], {}), finds: {} },
  'nothing wrong, relayed': { programs: BOTH, run: relayed({}), finds: {} },
  'every twenty-fifth packet lost': {
    programs: BOTH,
    run: routed(nth(25), { loseEvery: 25 }),
    finds: { 'media.loss-high': 'medium' },
  },
  'one packet of eight lost by chance': {
    programs: BOTH,
    run: routed(byChance(0.125), { loseShare: 0.125 }),
    finds: { 'media.loss-high': 'high' },
  },
  'losses in a row': {
    programs: BOTH,
    run: relayed({ there: { bursts: { every: 170, length: 12 } } }),
    finds: { 'media.loss-high': 'high', 'media.burst-loss': 'medium' },
  },
  'a long way': {
    programs: ['sipp'],
    run: relayed({ there: { delayMs: 210 }, back: { delayMs: 210 } }, 'SIPp'),
    finds: { 'media.rtt-high': 'medium' },
  },
  jitter: {
    programs: BOTH,
    run: relayed({ there: { delayMs: 20, jitterMs: 180 } }),
    finds: { 'media.jitter-high': 'high' },
    // What comes out of the relay in clumps is what its host sends.
    findsBeside: { 'media.sender-pacing-bursty': 'high' },
  },
  reordering: {
    programs: BOTH,
    run: relayed({ there: { late: { every: 25, ms: 50 } } }),
    finds: { 'media.out-of-order': 'medium' },
  },
  'most packets twice': {
    programs: BOTH,
    run: relayed({ there: { copies: { every: 1, ms: 5 } } }),
    finds: { 'media.duplicates': 'medium' },
  },
  'one way blocked': {
    programs: BOTH,
    run: routed(['-j', 'DROP'], { endsAt: 0 }),
    finds: { 'media.one-way-audio': 'critical' },
  },
  'one way stops': {
    programs: BOTH,
    run: routed(['-j', 'DROP'], { endsAt: (STOPS_MS / 1_000) * PACKETS_A_SECOND }, STOPS_MS),
    finds: { 'media.stopped-midcall': 'high' },
  },
}

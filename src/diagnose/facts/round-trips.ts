import { streamPlacesOf } from '../../correlate/quality/attribution.ts'
import type { Call } from '../../model/call.ts'
import type { Party } from '../../model/call-facts.ts'
import type { DelayFigures } from '../../model/rtcp.ts'
import type { RtpStream } from '../../model/stream.ts'
import { RTT_SAMPLES } from '../thresholds/media.ts'
import { lastFew } from './last-few.ts'

/** Round trips of a call by RTCP: between the tap and either end, with the stream whose reports told most of them. */
export interface CallTrips {
  readonly stream: RtpStream
  readonly caller: DelayFigures | undefined
  readonly callee: DelayFigures | undefined
  /** End to end and back, where both halves were measured, or as a receiver reports it by XR; else what is known of it at least. */
  readonly totalMs: number
  readonly whole: boolean
}

/** `few`: there are answers, and too few of them to rely on. Undefined without any. */
export const callTrips = lastFew((call: Call): CallTrips | 'few' | undefined => {
  let few = false
  let best: CallTrips | undefined
  for (const { stream, by } of streamPlacesOf(call)) {
    const { sender, receiver } = stream.rtcp.roundTrip
    const told = stream.rtcp.voipMetrics?.roundTripDelayMs ?? 0
    const [known, there] = [enough(sender), enough(receiver)]
    few ||= (sender !== undefined && !known) || (receiver !== undefined && !there)
    if (!known && !there && told === 0) continue
    const measured = (known?.meanMs ?? 0) + (there?.meanMs ?? 0)
    const whole = (known !== undefined && there !== undefined) || told > 0
    const totalMs = known && there ? measured : Math.max(measured, told)
    const [caller, callee] = by === 'caller' ? [known, there] : [there, known]
    if (!best || isBetter(whole, totalMs, best)) best = { stream, caller, callee, totalMs, whole }
  }
  return best ?? (few ? 'few' : undefined)
})

const isBetter = (whole: boolean, totalMs: number, best: CallTrips): boolean =>
  whole === best.whole ? totalMs > best.totalMs : whole

const enough = (figures: DelayFigures | undefined): DelayFigures | undefined =>
  figures && figures.count >= RTT_SAMPLES ? figures : undefined

/** Which end is further from the tap, and by how much; undefined where only one was measured. */
export function slowSide({ caller, callee }: CallTrips): { readonly party: Party; readonly byMs: number } | undefined {
  if (!caller || !callee) return undefined
  const byMs = caller.meanMs - callee.meanMs
  return { party: byMs > 0 ? 'caller' : 'callee', byMs: Math.abs(byMs) }
}

/** The halves and what they add up to. */
export function tripsText({ caller, callee, totalMs, whole }: CallTrips): string {
  const half = (name: Party, figures: DelayFigures | undefined): string[] =>
    figures
      ? [
          `tap to ${name} and back ${figures.meanMs.toFixed(0)} ms (${figures.count} samples, ${figures.minMs.toFixed(0)} to ${figures.maxMs.toFixed(0)})`,
        ]
      : []
  const halves = [...half('caller', caller), ...half('callee', callee)]
  return [...halves, `end to end ${whole ? '' : 'at least '}${totalMs.toFixed(0)} ms`].join(', ')
}

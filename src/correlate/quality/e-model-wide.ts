import { absoluteDelay, echoImpairment, listenerEcho, type Rating } from './e-model.ts'

/** Ro of the wideband (G.107.1 §7.2) and of the fullband scale (G.107.2 §7.2): both count from narrowband's 100. */
const RO_WIDEBAND = 129
const RO_FULLBAND = 148
export const WIDEBAND_SCALE = 1.29
export const FULLBAND_SCALE = 1.48

/** Delays in ms as in `EModelInput`, and the effective equipment impairment on the scale in question. */
interface WideInput {
  readonly t?: number
  readonly tr?: number
  readonly ta?: number
  readonly telr?: number
  readonly wepl?: number
  readonly ieEff?: number
}

/**
 * The wideband E-model (ITU-T G.107.1 (06/2019) with Corrigendum 1): R up to 129. Is is 0 there. The echo of the talker is
 * rated against Ro,WB, as the corrigendum has it.
 */
export function widebandRating({ t = 0, tr = 0, ta = 0, telr = 65, wepl = 110, ieEff = 0 }: WideInput = {}): Rating {
  const k = t < 100 ? 0.08 * t + 10 : 18
  const terv = telr + k - 40 * Math.log10((1 + t / 10) / (1 + t / 150)) + 6 * Math.exp(-0.3 * t ** 2)
  const idte = echoImpairment(RO_WIDEBAND, 80 + 3 * (terv - 14), t)
  const idle = listenerEcho(RO_WIDEBAND, wepl, tr)
  const idd = WIDEBAND_SCALE * absoluteDelay(ta)
  return { r: RO_WIDEBAND - idte - idle - idd - ieEff, ro: RO_WIDEBAND, is: 0, idte, idle, idd, ieEff }
}

/** The fullband E-model (ITU-T G.107.2): R up to 148. It knows pure delay; echo has not been studied there. */
export function fullbandRating({ ta = 0, ieEff = 0 }: Pick<WideInput, 'ta' | 'ieEff'> = {}): Rating {
  const idd = FULLBAND_SCALE * absoluteDelay(ta)
  return { r: RO_FULLBAND - idd - ieEff, ro: RO_FULLBAND, is: 0, idte: 0, idle: 0, idd, ieEff }
}

/**
 * Inputs of the narrowband E-model (ITU-T G.107 (06/2015) Table 3): levels in dB and dBm as there, delays in ms, loss in
 * percent. What is absent has its default.
 */
export interface EModelInput {
  /** Send, receive and sidetone masking rating; LSTR = STMR + Dr. */
  readonly slr?: number
  readonly rlr?: number
  readonly stmr?: number
  readonly ds?: number
  readonly dr?: number
  readonly telr?: number
  readonly wepl?: number
  /** Mean one-way delay of the echo path, round-trip delay in the 4-wire loop, absolute delay mouth to ear. */
  readonly t?: number
  readonly tr?: number
  readonly ta?: number
  readonly qdu?: number
  /** Circuit noise at the 0 dBr point (dBm0p), noise floor at the receiver (dBmp), room noise at both sides (dB(A)). */
  readonly nc?: number
  readonly nfor?: number
  readonly ps?: number
  readonly pr?: number
  /** Effective equipment impairment, see `effectiveImpairment`. */
  readonly ieEff?: number
  readonly advantage?: number
}

/** R = Ro - Is - Id - Ie,eff + A, with Id = Idte + Idle + Idd. R may lie below 0. */
export interface Rating {
  readonly r: number
  readonly ro: number
  readonly is: number
  readonly idte: number
  readonly idle: number
  readonly idd: number
  readonly ieEff: number
}

const DEFAULTS: Required<EModelInput> = {
  slr: 8,
  rlr: 2,
  stmr: 15,
  ds: 3,
  dr: 3,
  telr: 65,
  wepl: 110,
  t: 0,
  tr: 0,
  ta: 0,
  qdu: 1,
  nc: -70,
  nfor: -64,
  ps: 35,
  pr: 35,
  ieEff: 0,
  advantage: 0,
}

/** The narrowband E-model, all terms (ITU-T G.107 §7.1 to §7.6). With all defaults R is 93.2. */
export function narrowbandRating(input: EModelInput = {}): Rating {
  const all = { ...DEFAULTS, ...input }
  const no = noise(all)
  const ro = 15 - 1.5 * (all.slr + no)
  const ist = sidetone(all)
  const is = loudness(all, no) + ist + quantising(ro, all.qdu)
  const idte = talkerEcho(all, no, ist)
  const idle = listenerEcho(ro, all.wepl, all.tr)
  const idd = absoluteDelay(all.ta)
  const r = ro - is - (idte + idle + idd) - all.ieEff + all.advantage
  return { r, ro, is, idte, idle, idd, ieEff: all.ieEff }
}

/**
 * Ie,eff of a codec under loss (G.107 §7.5): `lossPercent` with what the jitter buffer discards, `burstR` 1 for random
 * loss. `ceiling` is 95, on the fullband scale 132 (G.107.2 §7.5). Burst ratios are kept from 1 to 8.
 */
export function effectiveImpairment(ie: number, bpl: number, lossPercent: number, burstR = 1, ceiling = 95): number {
  if (lossPercent <= 0) return ie
  const loss = Math.min(100, lossPercent)
  return ie + ((ceiling - ie) * loss) / (loss / Math.min(8, Math.max(1, burstR)) + bpl)
}

/** Idd (G.107 §7.4) with the default sensitivity sT = 1, mT = 100 ms: 0 up to 100 ms. */
export function absoluteDelay(ta: number): number {
  if (ta <= 100) return 0
  const x = Math.log2(ta / 100)
  return 25 * ((1 + x ** 6) ** (1 / 6) - 3 * (1 + (x / 3) ** 6) ** (1 / 6) + 2)
}

/** Idle (G.107 §7.4): loss of the echo path in dB, round trip in ms. */
export function listenerEcho(ro: number, wepl: number, tr: number): number {
  const rle = 10.5 * (wepl + 7) * (tr + 1) ** -0.25
  return (ro - rle) / 2 + Math.sqrt((ro - rle) ** 2 / 4 + 169)
}

/** No: the power sum of all noise at the 0 dBr point (G.107 §7.2). */
function noise({ nc, ps, pr, slr, rlr, ds, stmr, dr, nfor }: Required<EModelInput>): number {
  const olr = slr + rlr
  const nos = ps - slr - ds - 100 + 0.004 * (ps - olr - ds - 14) ** 2
  const pre = pr + 10 * Math.log10(1 + 10 ** ((10 - (stmr + dr)) / 10))
  const nor = rlr - 121 + pre + 0.008 * (pre - 35) ** 2
  return 10 * Math.log10([nc, nos, nor, nfor + rlr].reduce((sum, level) => sum + 10 ** (level / 10), 0))
}

/** Iolr: too low a loudness (G.107 §7.3). */
function loudness({ slr, rlr }: Required<EModelInput>, no: number): number {
  const xolr = slr + rlr + 0.2 * (64 + no - rlr)
  return 20 * ((1 + (xolr / 8) ** 8) ** (1 / 8) - xolr / 8)
}

/** Ist: a sidetone that is not optimal (G.107 §7.3). */
function sidetone({ stmr, telr, t }: Required<EModelInput>): number {
  const stmro = -10 * Math.log10(10 ** (-stmr / 10) + Math.exp(-t / 4) * 10 ** (-telr / 10))
  const low = 12 * (1 + ((stmro - 13) / 6) ** 8) ** (1 / 8)
  const middle = 28 * (1 + ((stmro + 1) / 19.4) ** 35) ** (1 / 35)
  const high = 13 * (1 + ((stmro - 3) / 33) ** 13) ** (1 / 13)
  return low - middle - high + 29
}

/** Iq: quantising distortion (G.107 §7.3). */
function quantising(ro: number, qdu: number): number {
  const q = 37 - 15 * Math.log10(qdu)
  const g = 1.07 + 0.258 * q + 0.0602 * q ** 2
  const y = (ro - 100) / 15 + 46 / 8.4 - g / 9
  const z = 46 / 30 - g / 40
  return 15 * Math.log10(1 + 10 ** y + 10 ** z)
}

/** Idte (G.107 §7.4); what stands below 9 dB and above 20 dB of sidetone masking is its own rule there. */
function talkerEcho({ telr, t, stmr, rlr }: Required<EModelInput>, no: number, ist: number): number {
  const terv =
    telr - 40 * Math.log10((1 + t / 10) / (1 + t / 150)) + 6 * Math.exp(-0.3 * t ** 2) + (stmr < 9 ? ist / 2 : 0)
  const idte = echoImpairment(-1.5 * (no - rlr), 80 + 2.5 * (terv - 14), t)
  return stmr > 20 ? Math.sqrt(idte ** 2 + ist ** 2) : idte
}

/** What an echo of rating `re` takes from `roe`, `t` ms after it was said. */
export function echoImpairment(roe: number, re: number, t: number): number {
  if (t <= 0) return 0
  return ((roe - re) / 2 + Math.sqrt((roe - re) ** 2 / 4 + 100) - 1) * (1 - Math.exp(-t))
}

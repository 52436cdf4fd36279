import type { CodecSource, QualityScale } from '../../model/quality.ts'
import { type Mode, modeOf } from './codec-modes.ts'

/** What the E-model needs of a codec. */
export interface CodecImpairment {
  /** With its mode: `G723 6.3`, `AMR-WB 12.65`. */
  readonly name: string
  /** The only scale its figures belong to. */
  readonly scale: QualityScale
  readonly ie: number
  readonly ieSource: CodecSource
  /** Robustness against loss: with concealment as endpoints have it, and without. */
  readonly bpl: number
  readonly bplWithout: number
  readonly bplSource: CodecSource
  /** What the encoder waits for beyond the packet, in ms. */
  readonly lookAheadMs: number
}

type Row = readonly [
  scale: QualityScale,
  ie: number,
  ieSource: CodecSource,
  bpl: number,
  bplSource: CodecSource,
  lookAheadMs: number,
]

/** G.711 without concealment (G.113 Table I.3). */
const BPL_WITHOUT_PLC = 4.3
/** G.711 with concealment of 10 ms steps (G.711 Appendix I, G.113 Table I.3). */
const BPL_G711_PLC = 25.1
/** AMR-WB in the three modes for which G.113 Table IV.4 gives one, for two ears; others have the nearest. */
const BPL_AMR_WB = [4.3, 4.6, 4.9] as const

const G711: Row = ['NB', 0, 'G113', BPL_G711_PLC, 'G113', 0]

/**
 * Impairments by encoding in lower case, with the mode behind a blank where it matters. `G113`: ITU-T G.113 Appendix I
 * (narrowband), Appendix IV (wideband, one ear), Appendix V (fullband). `estimate`: no recommendation has one.
 */
const CODECS: Readonly<Record<string, Row>> = {
  pcmu: G711,
  pcma: G711,
  // SDP does not tell Annex A (Ie 11) from the main body (10); nearly all is Annex A.
  g729: ['NB', 11, 'G113', 19, 'G113', 5],
  g729d: ['NB', 20, 'estimate', 19, 'estimate', 5],
  g729e: ['NB', 4, 'G113', 19, 'estimate', 5],
  'g723 6.3': ['NB', 15, 'G113', 16.1, 'G113', 7.5],
  'g723 5.3': ['NB', 19, 'G113', 16.1, 'estimate', 7.5],
  gsm: ['NB', 20, 'G113', 43, 'estimate', 0],
  'gsm-efr': ['NB', 5, 'G113', 10, 'G113', 0],
  'gsm-hr-08': ['NB', 23, 'G113', 10, 'estimate', 4.4],
  'g726-40': ['NB', 2, 'G113', BPL_WITHOUT_PLC, 'estimate', 0],
  'g726-32': ['NB', 7, 'G113', BPL_WITHOUT_PLC, 'estimate', 0],
  'g726-24': ['NB', 25, 'G113', BPL_WITHOUT_PLC, 'estimate', 0],
  'g726-16': ['NB', 50, 'G113', BPL_WITHOUT_PLC, 'estimate', 0],
  g728: ['NB', 7, 'G113', 17, 'estimate', 0],
  'ilbc 20': ['NB', 10, 'estimate', 34, 'estimate', 5],
  'ilbc 30': ['NB', 12, 'estimate', 27, 'estimate', 10],
  'amr 12.2': ['NB', 5, 'estimate', 10, 'estimate', 5],
  'amr 10.2': ['NB', 6, 'estimate', 10, 'estimate', 5],
  'amr 7.95': ['NB', 8, 'estimate', 10, 'estimate', 5],
  'amr 7.4': ['NB', 10, 'estimate', 10, 'estimate', 5],
  'amr 6.7': ['NB', 12, 'estimate', 10, 'estimate', 5],
  'amr 5.9': ['NB', 14, 'estimate', 10, 'estimate', 5],
  'amr 5.15': ['NB', 17, 'estimate', 10, 'estimate', 5],
  'amr 4.75': ['NB', 20, 'estimate', 10, 'estimate', 5],
  'speex 8000': ['NB', 11, 'estimate', 15, 'estimate', 10],
  'l16 8000': ['NB', 0, 'estimate', BPL_WITHOUT_PLC, 'estimate', 0],
  'l16 16000': ['WB', 0, 'estimate', BPL_WITHOUT_PLC, 'estimate', 0],
  'l16 44100': ['FB', 0, 'estimate', BPL_WITHOUT_PLC, 'estimate', 0],
  'g722 64': ['WB', 13, 'G113', 10, 'estimate', 1.5],
  'g722 56': ['WB', 20, 'G113', 10, 'estimate', 1.5],
  'g722 48': ['WB', 31, 'G113', 10, 'estimate', 1.5],
  'g7221 32': ['WB', 13, 'G113', 10, 'estimate', 20],
  'g7221 24': ['WB', 19, 'G113', 10, 'estimate', 20],
  'amr-wb 6.6': ['WB', 41, 'G113', BPL_AMR_WB[0], 'estimate', 5],
  'amr-wb 8.85': ['WB', 26, 'G113', BPL_AMR_WB[0], 'estimate', 5],
  'amr-wb 12.65': ['WB', 13, 'G113', BPL_AMR_WB[0], 'estimate', 5],
  'amr-wb 14.25': ['WB', 10, 'G113', BPL_AMR_WB[0], 'estimate', 5],
  'amr-wb 15.85': ['WB', 7, 'G113', BPL_AMR_WB[0], 'estimate', 5],
  'amr-wb 18.25': ['WB', 5, 'G113', BPL_AMR_WB[1], 'estimate', 5],
  'amr-wb 19.85': ['WB', 3, 'G113', BPL_AMR_WB[1], 'estimate', 5],
  'amr-wb 23.05': ['WB', 1, 'G113', BPL_AMR_WB[1], 'estimate', 5],
  // Yes, more than 23.05: the table has it so for one ear and for two.
  'amr-wb 23.85': ['WB', 8, 'G113', BPL_AMR_WB[2], 'estimate', 5],
  opus: ['WB', 5, 'estimate', 20, 'estimate', 6.5],
  // Table V.1 is for superwideband; a packet does not tell the bandwidth it was coded in.
  'evs 9.6': ['FB', 22.7, 'estimate', 13, 'estimate', 12],
  'evs 13.2': ['FB', 17.1, 'estimate', 11.7, 'estimate', 12],
  'evs 16.4': ['FB', 10.8, 'estimate', 10.3, 'estimate', 12],
  'evs 24.4': ['FB', 7.2, 'estimate', 11.4, 'estimate', 12],
  'evs 32': ['FB', 8.7, 'estimate', 9.3, 'estimate', 12],
  'evs 48': ['FB', 10.2, 'estimate', 9.6, 'estimate', 12],
}

/** Nothing is known of it: the network's share alone is rated, as of G.711. */
const UNKNOWN: Row = ['NB', 0, 'unknown', BPL_G711_PLC, 'unknown', 0]

/** Other names the same codec goes by. */
const ALIASES: Readonly<Record<string, string>> = {
  g729a: 'g729',
  g729ab: 'g729',
  'gsm-hr': 'gsm-hr-08',
  g721: 'g726-32',
}

/** No speech, though they are sent beside it. */
const NOT_SPEECH: ReadonlySet<string> = new Set(['cn', 'telephone-event', 'tone', 'red', 'ulpfec', 'rtx', 't140'])
/** Clocks of video and of text; speech has others (RFC 3551 §6). */
const OTHER_CLOCKS: ReadonlySet<number> = new Set([90_000, 1_000])

/** What is known of a codec as it was sent: its name and clock, and what gives its mode away. */
export interface SentCodec extends Mode {
  readonly encoding: string | undefined
  readonly clockRateHz: number | undefined
}

/** The impairment of a codec as sent. Undefined for what is no speech, or could be video for all that is known. */
export function impairmentOf(sent: SentCodec): CodecImpairment | undefined {
  const { encoding, clockRateHz } = sent
  if (clockRateHz === undefined || OTHER_CLOCKS.has(clockRateHz)) return undefined
  const written = encoding?.toLowerCase() ?? ''
  if (NOT_SPEECH.has(written)) return undefined
  const key = ALIASES[written] ?? written
  const mode = modeOf(key, sent, clockRateHz)
  const row = CODECS[mode === undefined ? key : `${key} ${mode}`] ?? UNKNOWN
  const name = encoding ?? 'unknown'
  return impairment(mode === undefined || row === UNKNOWN ? name : `${name} ${mode}`, row, clockRateHz)
}

function impairment(name: string, row: Row, clockRateHz: number): CodecImpairment {
  const [scale, ie, ieSource, bpl, bplSource, lookAheadMs] = row
  const isG711 = row === G711
  // G.711 that samples faster is rare (RFC 5391), and no G.711.
  if (isG711 && clockRateHz !== 8_000) return impairment(name, UNKNOWN, 8_000)
  const bplWithout = isG711 || row === UNKNOWN ? BPL_WITHOUT_PLC : bpl
  return { name, scale, ie, ieSource, bpl, bplWithout, bplSource, lookAheadMs }
}

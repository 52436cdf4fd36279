import type { Report } from '../model/events.ts'
import type { InsufficientReason } from '../model/finding.ts'
import { counted } from './printable.ts'

/** Rules that are named for each reason. */
const NAMED = 4

const REASONS: Readonly<Record<InsufficientReason, string>> = {
  'no-rtp-in-capture': 'no RTP is in the input',
  'no-timestamps': 'the messages have no usable times',
  'one-direction-only': 'only one direction is seen, or no addresses',
  'starts-mid-dialog': 'the input begins too late',
  'ends-mid-dialog': 'the input ends too soon',
  encrypted: 'the traffic is encrypted',
  'truncated-snaplen': 'packets were cut off',
  'capture-drops': 'the capture lost packets',
  'sdp-absent': 'an offer or answer is missing',
  'single-leg': 'only one leg of the call is seen',
  'message-cut': 'messages are cut',
}

/** What could not be checked and why, a line for each reason, and the capture that would settle it; empty where all could be. */
export function openLines({ coverage, nextCapture }: Pick<Report, 'coverage' | 'nextCapture'>): readonly string[] {
  const blind = coverage.filter(({ verdict, reason }) => verdict === 'insufficient-evidence' && reason !== undefined)
  const byReason = [...Map.groupBy(blind, ({ reason }) => reason!)].sort(([, a], [, b]) => b.length - a.length)
  const lines = byReason.map(([reason, all]) => {
    const names = all.slice(0, NAMED).map(({ rule }) => rule)
    const more = all.length > NAMED ? ` and ${all.length - NAMED} more` : ''
    return `${counted(all.length, 'rule')}: ${REASONS[reason]} (${names.join(', ')}${more})`
  })
  return nextCapture === undefined ? lines : [...lines, nextCapture]
}

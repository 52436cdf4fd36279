import type { LadderSource } from '../ladder/layout.ts'
import { mermaidLadder } from '../ladder/mermaid.ts'
import { ladderSource, legNumbers, registrationSource } from '../ladder/source.ts'
import { svgLadder } from '../ladder/svg.ts'
import { textLadder } from '../ladder/text.ts'
import type { CallRecord } from '../model/events.ts'
import { oneLine } from '../model/printable.ts'
import type { RegistrationRecord } from '../model/registration-record.ts'
import type { Analysed } from './analysis.ts'
import { callTitle, concerned, type Paper } from './text.ts'

export const LADDER_FORMATS = ['text', 'mermaid', 'svg'] as const
export type LadderFormat = (typeof LADDER_FORMATS)[number]

/** What the ladder of a call is drawn of: with the other legs of the same call, its streams and what was found in it. */
export function callLadder(call: CallRecord, { report, streams, calls }: Analysed): LadderSource {
  const numbers = legNumbers(call)
  const legs = calls.filter(({ number }) => numbers.includes(number))
  return ladderSource(legs, callTitle(call), {
    streams: streams.filter((stream) => stream.call !== undefined && numbers.includes(stream.call)),
    findings: report.findings,
    endpoints: report.endpoints,
  })
}

/** The registrations that went worst first. */
export const worstRegistrations = (registrations: readonly RegistrationRecord[]): readonly RegistrationRecord[] =>
  registrations.toSorted((a, b) => b.refusals - a.refusals || a.number - b.number)

/**
 * The ladder of the call of that number, as a document of its own; without a number that of the call the worst finding speaks
 * of, or of the registration that went worst where there are no calls. Throws, in a sentence for people, when there is none.
 */
export function ladderDocument(
  analysed: Analysed,
  format: LadderFormat,
  number: number | undefined,
  paper: Paper,
): string {
  const source = sourceOf(analysed, number)
  switch (format) {
    case 'text':
      return `${oneLine(source.title)}\n${textLadder(source, paper)}\n`
    case 'mermaid':
      return mermaidLadder(source)
    case 'svg':
      return svgLadder(source)
    default:
      return format satisfies never
  }
}

function sourceOf(analysed: Analysed, number: number | undefined): LadderSource {
  const { calls, registrations, report } = analysed
  const call = number === undefined ? concerned(calls, report.findings)[0] : calls.find((one) => one.number === number)
  if (call) return callLadder(call, analysed)
  const registration = number === undefined ? worstRegistrations(registrations)[0] : undefined
  if (registration) return registrationSource(registration, report.endpoints)
  if (calls.length === 0) throw new Error('there is no call to draw')
  throw new Error(`there is no call ${number}; those that can be drawn are 1 to ${calls.at(-1)!.number}`)
}

import type { Finding, Severity } from '../model/finding.ts'
import { clipped, oneLine } from '../model/printable.ts'

/** A finding as a ladder cites it. */
export interface Note {
  /** From 1. */
  readonly number: number
  readonly severity: Severity
  readonly text: string
}

/** More marks than this nobody follows. Chosen by us. */
const NOTES_MAX = 9
const TEXT_MAX = 160

/** The findings that are worth a mark, numbered by rank, and which of them cite a message. */
export function createNotes(findings: readonly Finding[]): {
  readonly all: readonly Note[]
  at(message: number): readonly Note[]
} {
  const told = findings.filter(({ severity }) => severity !== 'info').slice(0, NOTES_MAX)
  const all = told.map(({ severity, title }, i) => ({
    number: i + 1,
    severity,
    text: clipped(oneLine(title), TEXT_MAX),
  }))
  const cited = new Map<number, Note[]>()
  for (const [i, { evidence }] of told.entries()) {
    for (const message of new Set(evidence.flatMap((one) => one.message ?? []))) {
      cited.set(message, [...(cited.get(message) ?? []), all[i]!])
    }
  }
  return { all, at: (message) => cited.get(message) ?? [] }
}

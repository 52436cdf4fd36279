import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { createAnalyzer } from '../../src/analyze.ts'
import { isAtLeast } from '../../src/diagnose/severity.ts'
import type { Report } from '../../src/model/events.ts'
import { CLEAN_CALLS } from './clean/clean-calls.ts'

// What real programs say when nothing is wrong: recorded by scripts/record-clean-calls.ts, and nothing above low may be found.

/** On calls that were answered, or ended by an outcome, these may be medium, once each. */
const SEED_MEDIUMS = ['media.rtcp-missing', 'sdp.ptime-mismatch', 'security.srtp-not-used']
const FOLDER = join(import.meta.dirname, '../golden/clean')
const SUFFIX = '.pcap.gz'

const names = readdirSync(FOLDER).map((file) => basename(file, SUFFIX))
const alarms = new Map<string, readonly string[]>()
let calls = 0

afterAll(() => {
  const wrong = [...alarms.values()].filter(({ length }) => length > 0).length
  console.log(`clean captures: ${alarms.size} with ${calls} calls, above low: ${wrong}`)
})

function reportOf(name: string): Report {
  const analyzer = createAnalyzer({ analysedAt: 0 }, () => 0)
  const bytes = gunzipSync(readFileSync(join(FOLDER, `${name}${SUFFIX}`)))
  const last = [...analyzer.push(bytes), ...analyzer.end()].at(-1)
  if (last?.kind !== 'verdict') throw new Error('the analysis ended without a verdict')
  return last.report
}

/** Findings above low, those that a healthy call may have aside. */
function alarmsOf({ findings }: Report): readonly string[] {
  const raised = findings.filter(({ severity }) => isAtLeast(severity, 'medium'))
  const allowed = new Set<string>()
  return raised
    .filter(({ rule, severity }) => {
      if (severity !== 'medium' || !SEED_MEDIUMS.includes(rule ?? '') || allowed.has(rule ?? '')) return true
      allowed.add(rule ?? '')
      return false
    })
    .map(({ rule, severity, title, detail }) => `${severity} ${rule}: ${title}. ${detail}`)
}

describe('a clean capture', () => {
  test.each(names)('%s', (name) => {
    const report = reportOf(name)
    const found = alarmsOf(report)
    alarms.set(name, found)
    calls += report.input.calls
    expect(found).toEqual([])
    expect(report.input.messages).toBeGreaterThan(0)
    expect(report.input.flaws).toEqual([])
  })
})

test('every clean call has its capture, and each capture its call', () => {
  expect([...names].sort()).toEqual(Object.keys(CLEAN_CALLS).sort())
})

test('they are many, of several stacks', () => {
  expect(names.length).toBeGreaterThanOrEqual(60)
  const stacks = new Set(Object.values(CLEAN_CALLS).flatMap(({ stacks }) => stacks))
  expect(stacks.size).toBeGreaterThanOrEqual(4)
})

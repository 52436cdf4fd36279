import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createAnalyzer } from '../../src/analyze.ts'
import { isAtLeast } from '../../src/diagnose/severity.ts'
import type { Report } from '../../src/model/events.ts'
import type { Finding } from '../../src/model/finding.ts'
import type { Fault } from './faults/fault.ts'
import { FAX_FAULTS } from './faults/fax-faults.ts'
import { MEDIA_FAULTS } from './faults/media-faults.ts'
import { SECURITY_FAULTS } from './faults/security-faults.ts'
import { IPTABLES, NAMESPACES_PERMITTED, openStage, type Stage } from './namespaces.ts'
import { MAY_HURRY, mayRecord, missing } from './programs.ts'

// Real programs call each other while something is wrong, tcpdump records it beside the callee, and the findings above low name
// what is wrong and nothing else. Each group is made at once: they wait for each other most of the time.

const FAULTS = { ...MEDIA_FAULTS, ...SECURITY_FAULTS, ...FAX_FAULTS }
/** Those made once more on the loopback, as where namespaces are not permitted: one of each kind. */
const ON_LOOPBACK = [
  'every twenty-fifth packet lost',
  'losses in a row',
  'jitter',
  'one way blocked',
  'an expired certificate',
  'T.38 refused',
]
/** What is not held against a call, unless it is the fault: each is true of it where the machine does not let us do better. */
const beyondUs = (apart: boolean): readonly string[] => [
  // Our own programs cannot mark what they send: the router does that for them.
  ...(apart && IPTABLES !== undefined ? [] : ['media.dscp-missing']),
  // Whatever its own address, on the loopback a baresip sends from 127.0.0.1.
  ...(apart ? [] : ['nat.sdp-address-vs-source']),
  ...(MAY_HURRY ? [] : ['media.discard-high', 'media.jitter-high', 'media.sender-pacing-bursty']),
]

const absent = [...missing(['tcpdump', ...new Set(Object.values(FAULTS).flatMap(({ programs }) => programs))])]
const mayRecordHere = !absent.includes('tcpdump') && (await mayRecord(tmpdir()))
if (!mayRecordHere && !NAMESPACES_PERMITTED) absent.push('tcpdump')
const isAbsent = ({ programs }: Fault): boolean => ['tcpdump', ...programs].some((name) => absent.includes(name))

afterAll(() => {
  const skipped = Object.values(FAULTS).filter(isAbsent).length
  const told = [
    `faults made live: ${Object.keys(FAULTS).length - skipped}`,
    NAMESPACES_PERMITTED ? 'between network namespaces' : '!!! on the loopback: network namespaces are not permitted',
    ...(NAMESPACES_PERMITTED && IPTABLES === undefined ? ['!!! without iptables: our relay loses the packets'] : []),
    ...(MAY_HURRY ? [] : ['!!! without real time: late packets are not held against a call']),
    ...(skipped === 0 ? [] : [`!!! SKIPPED: ${skipped}: not installed, or not allowed: ${absent.join(', ')}`]),
  ]
  console.log(told.join(', '))
})

async function reportOf(fault: Fault, apart: boolean): Promise<Report> {
  const directory = await mkdtemp(join(tmpdir(), 'fault-'))
  try {
    const stage = await openStage(fault.network ?? 'private', directory, apart)
    try {
      return await analysed(stage, fault)
    } finally {
      await stage.close()
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function analysed(stage: Stage, fault: Fault): Promise<Report> {
  const { directory } = stage.site
  const file = join(directory, 'capture.pcap')
  await stage.record(file, () => fault.run(stage))
  const keyLog = fault.keyLog === undefined ? undefined : await readFile(join(directory, fault.keyLog))
  const analyzer = createAnalyzer({ analysedAt: 0, keyLog }, () => 0)
  const last = [...analyzer.push(await readFile(file)), ...analyzer.end()].at(-1)
  if (last?.kind !== 'verdict') throw new Error('the analysis ended without a verdict')
  return last.report
}

/** Findings above low that no other one explains: rule and severity; and what stands beside them without a cause among them. */
function rootsOf({ findings }: Report): Readonly<Record<string, string>> {
  const raised = findings.filter(({ severity }) => isAtLeast(severity, 'medium'))
  const byId = new Map(findings.map((finding) => [finding.id, finding]))
  const cause = (finding: Finding): Finding => {
    const next = finding.causedBy === undefined ? undefined : byId.get(finding.causedBy)
    return next === undefined ? finding : cause(next)
  }
  return Object.fromEntries(raised.map(cause).map(({ rule, severity }) => [rule, severity]))
}

async function expectFound(fault: Fault, apart: boolean): Promise<void> {
  const report = await reportOf(fault, apart)
  const expected = (apart ? undefined : fault.findsBeside) ?? fault.finds
  const roots = Object.entries(rootsOf(report)).filter(([rule]) => rule in expected || !beyondUs(apart).includes(rule))
  const told = report.findings.map(({ rule, severity, detail }) => `${severity} ${rule}: ${detail}`).join('\n')
  expect(Object.fromEntries(roots), told).toEqual(expected)
  expect(report.input.flaws).toEqual([])
}

describe.concurrent('made live', () => {
  for (const [name, fault] of Object.entries(FAULTS)) {
    test.skipIf(isAbsent(fault))(name, () => expectFound(fault, NAMESPACES_PERMITTED))
  }
  for (const name of NAMESPACES_PERMITTED && mayRecordHere ? ON_LOOPBACK : []) {
    const fault = FAULTS[name]!
    test.skipIf(isAbsent(fault))(`on the loopback, ${name}`, () => expectFound(fault, false))
  }
})

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAnalyzer } from '../../src/analyze.ts'
import { createIntake } from '../../src/correlate/intake.ts'
import type { Endpoint } from '../../src/model/endpoint.ts'
import type { Report } from '../../src/model/events.ts'
import type { SipMessage } from '../../src/model/message.ts'
import { runBaresip } from './baresip.ts'
import { FORMS, type Form, filterOf, type Lacks } from './forms.ts'
import { freePort, mayRecord, missing, output, recorded } from './programs.ts'
import { runSipp, type SippCall } from './sipp.ts'

// The same call, recorded from real programs and pasted in every form, gives the same messages and the same findings.

interface Scenario {
  readonly needs: readonly string[]
  /** Finding of at least low severity that it is made to show. */
  readonly fault?: string
  /** Records the call and gives the ports of its SIP. */
  record(file: string, directory: string): Promise<readonly number[]>
}

const sipp = (call: SippCall, fault?: string): Scenario => ({
  needs: ['sipp', 'tcpdump', ...(call.version === 6 ? ['IPv6'] : [])],
  ...(fault === undefined ? {} : { fault }),
  async record(file, directory) {
    const ports = [await freePort(), await freePort()] as const
    await recorded(file, `port ${ports[0]} or port ${ports[1]}`, directory, () => runSipp(call, ports, directory))
    return ports
  },
})

const baresip: Scenario = {
  needs: ['baresip', 'tcpdump'],
  async record(file, directory) {
    const listen = [await freePort(), await freePort()] as const
    const media = [(await freePort()) & ~1, (await freePort()) & ~1] as const
    const filter = [
      ...listen.map((port) => `port ${port}`),
      ...media.map((port) => `portrange ${port}-${port + 19}`),
    ].join(' or ')
    await recorded(file, filter, directory, async () => void (await runBaresip({ listen, media }, directory)))
    return listen
  },
}

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'SIPp over UDP': sipp({ transport: 'udp' }),
  'SIPp over TCP': sipp({ transport: 'tcp' }),
  'SIPp over IPv6': sipp({ transport: 'udp', version: 6 }),
  'SIPp, three calls': sipp({ transport: 'udp', calls: 3 }),
  'SIPp, refused': sipp({ transport: 'udp', refusal: '488 Not Acceptable Here' }, 'signaling.response-488'),
  'SIPp, over TCP without Max-Forwards': sipp({ transport: 'tcp', hops: false }, 'compliance.missing-mandatory-header'),
  'baresip with media': baresip,
}

const PROGRAMS = ['sipp', 'baresip', 'tcpdump', 'tshark', 'ngrep']
/** What is lacking here, said once. */
const absent = [...missing(PROGRAMS)]
if (!absent.includes('tcpdump') && !(await mayRecord(tmpdir()))) absent.push('tcpdump')
if (!Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1')))
  absent.push('IPv6')
if (absent.length > 0) {
  console.warn(`\n!!! not installed, or not allowed: ${absent.join(', ')}: calls of real programs are SKIPPED\n`)
}
const isAbsent = ({ needs }: { readonly needs: readonly string[] }): boolean =>
  needs.some((name) => absent.includes(name))

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'same-call-'))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

for (const [name, scenario] of Object.entries(SCENARIOS)) {
  describe.skipIf(isAbsent(scenario))(name, () => {
    let file: string
    let ports: readonly number[]
    let messages: readonly SipMessage[]
    let verdict: Report
    beforeAll(async () => {
      const own = await mkdtemp(join(directory, 'call-'))
      const whole = join(own, 'whole.pcap')
      ports = await scenario.record(whole, own)
      // No text carries media.
      file = join(own, 'signalling.pcap')
      output('tcpdump', ['-r', whole, '-w', file, filterOf(ports)])
      const bytes = await readFile(file)
      messages = messagesOf('capture', bytes)
      verdict = reportOf(bytes)
    })

    test('is recorded whole', () => {
      expect(messages.map(({ method }) => method)).toContain('INVITE')
      expect(messages.length).toBeGreaterThanOrEqual(4)
      expect(messages.every(({ complete }) => complete)).toBe(true)
      const rules = verdict.findings.map(({ rule }) => rule ?? '')
      if (scenario.fault !== undefined) expect(rules).toContain(scenario.fault)
    })

    for (const form of FORMS) {
      test.skipIf(isAbsent(form))(`as ${form.name}`, () => {
        const text = form.write(file, ports)
        const read = messagesOf('text', text)
        expect(read.map(comparable(form))).toEqual(messages.map(comparable(form)))
        expect(findingsOf(reportOf(text), form)).toEqual(findingsOf(verdict, form))
      })
    }
  })
}

function messagesOf(kind: 'capture' | 'text', bytes: Uint8Array): readonly SipMessage[] {
  const messages: SipMessage[] = []
  const intake = createIntake(kind, () => {}, { onMessage: (message) => void messages.push(message) })
  intake.push(bytes)
  intake.end()
  return messages
}

function reportOf(bytes: Uint8Array): Report {
  const analyzer = createAnalyzer({ analysedAt: 0 }, () => 0)
  const last = [...analyzer.push(bytes), ...analyzer.end()].at(-1)
  if (last?.kind !== 'verdict') throw new Error('the analysis ended without a verdict')
  return last.report
}

/** What a message says, without where in the input it stands. */
const comparable = (form: Form) => (message: SipMessage) => {
  const { number, kind, method, callId, fromTag, toTag, cseq, branch, complete, description } = message
  return {
    ...{ number, kind, method, callId, fromTag, toTag, cseq, branch, complete },
    start: message.kind === 'request' ? message.requestUri : `${message.status} ${message.reason}`,
    headers: message.headers.map(({ name, value }) => `${name}: ${value}`),
    body: message.body.split(/\r?\n/).filter((line) => line !== ''),
    media: description?.media.map(({ kind, port, profile, direction, ptimeMs, codecs }) => ({
      ...{ kind, port, profile, direction, ptimeMs },
      codecs: codecs.map(({ payloadType, encoding, fmtp }) => `${payloadType} ${encoding} ${fmtp}`),
    })),
    at: form.lacks.includes('times') || message.at === undefined ? undefined : Math.round(message.at),
    ...(form.lacks.includes('addresses')
      ? {}
      : { source: place(message.source), destination: place(message.destination) }),
  }
}

const place = (end: Endpoint | undefined): string => `${end?.address} ${end?.port}`

/** Rules that stand on what a form may lack. */
const STANDS_ON: Readonly<Record<string, Lacks>> = {
  'general.call-duration': 'times',
  'signaling.short-call': 'times',
  'signaling.setup-metrics': 'times',
  'transport.sip-on-nonstandard-port': 'addresses',
}

/** Rules about the input itself, which is another in each form. */
const OF_THE_INPUT = ['general.capture-quality']

const findingsOf = ({ findings }: Report, { lacks }: Form) =>
  findings
    .filter(({ rule }) => !OF_THE_INPUT.includes(rule ?? ''))
    .filter(({ rule }) => !lacks.some((one) => one === STANDS_ON[rule ?? '']))
    .map(({ rule, severity, title, detail, count }) => ({
      ...{ rule, severity, title, count },
      // It names hosts and times.
      detail: lacks.length === 0 ? detail : '',
    }))

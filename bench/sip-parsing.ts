/**
 * SIP parsing alone: messages a second of `decodeSip` beside the two parsers of SIP that npm knows best, on the same texts
 * in one run. Ours always reads the session description too; theirs leave it as text.
 *
 * `node bench/sip-parsing.ts [--messages 4000] [--rounds 5]`. The two others are no dependencies of this project: they are
 * installed with npm into a directory of their own, which is removed. Times on a shared machine mean little: every ratio is
 * of two figures of this one run, each the best of its rounds.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { decodeSip } from '../src/decode/sip/decode.ts'
import type { Envelope } from '../src/decode/sip/envelope.ts'
import { headerValues } from '../src/decode/sip/values.ts'
import type { SipMessage } from '../src/model/message.ts'
import { messageTexts } from './sip-messages.ts'

const PEERS = { 'drachtio-sip': '0.6.3', sip: '0.0.6' } as const

const { values: options } = parseArgs({
  options: { messages: { type: 'string', default: '4000' }, rounds: { type: 'string', default: '5' } },
})
const texts = messageTexts(Number(options.messages))
const rounds = Number(options.rounds)

/** Reads one message; what it gives is added up, so that no work can be left out. */
type Read = (text: string) => number

interface Contender {
  readonly name: string
  readonly read: Read
}

const envelope: Envelope = {
  number: 1,
  at: 1_700_000_000_000_000,
  origin: { kind: 'frame', number: 1 },
  source: { address: '192.0.2.1', port: 5060 },
  destination: { address: '192.0.2.2', port: 5060 },
  transport: 'UDP',
}

function decoded(text: string): SipMessage {
  const message = decodeSip(text, envelope, (kind, example) => {
    throw new Error(`${kind}: ${example}`)
  })
  if (message === undefined) throw new Error(`not read: ${text.slice(0, 80)}`)
  return message
}

/** As every message of a capture is read: start line, the headers it is filed by, description. */
const filed: Read = (text) => {
  const { callId, method, cseq, branch, fromTag } = decoded(text)
  return callId.length + method.length + (cseq?.number ?? 0) + (branch?.length ?? 0) + (fromTag?.length ?? 0)
}

/** Every header cut out. */
const everyHeader: Read = (text) => {
  let sum = 0
  for (const { name, value } of decoded(text).headers) sum += name.length + value.length
  return sum
}

/** Every header cut out, and those taken apart that the others take apart: addresses, hops, credentials. */
const takenApart: Read = (text) => {
  const message = decoded(text)
  let sum = message.headers.length
  for (const via of headerValues(message, 'via')) sum += via.host.length + via.params.size
  for (const name of ['from', 'to', 'route', 'record-route'] as const)
    for (const { uriText, params } of headerValues(message, name)) sum += uriText.length + params.size
  for (const { address, expiresS } of headerValues(message, 'contact')) sum += address.uriText.length + (expiresS ?? 0)
  for (const name of ['authorization', 'www-authenticate'] as const)
    for (const { params } of headerValues(message, name)) sum += params.size
  return sum
}

/** What is used of the others' packages, which have no types. */
interface SipParser {
  parse(text: string): { headers: object } | undefined
}
interface DrachtioSip {
  readonly SipMessage: new (text: string) => { headers: object }
  readonly parser: { parseSipMessage(text: string, lazy: boolean): { headers: object } | undefined }
}

const headersIn = (message: { headers: object } | undefined): number => {
  if (message === undefined) throw new Error('one of the messages was not read')
  return Object.keys(message.headers).length
}

function peersIn(directory: string): readonly Contender[] | undefined {
  const wanted = Object.entries(PEERS).map(([name, version]) => `${name}@${version}`)
  const npm = ['install', '--prefix', directory, '--ignore-scripts', '--no-audit', '--no-fund', '--omit=dev', ...wanted]
  if (spawnSync('npm', npm, { stdio: 'ignore', timeout: 120_000 }).status !== 0) return undefined
  const require = createRequire(join(directory, 'package.json'))
  const { SipMessage, parser } = require('drachtio-sip') as DrachtioSip
  const sip = require('sip') as SipParser
  return [
    { name: 'drachtio-sip, headers as text', read: (text) => headersIn(new SipMessage(text)) },
    { name: 'drachtio-sip, headers parsed', read: (text) => headersIn(parser.parseSipMessage(text, false)) },
    { name: 'sip, headers parsed', read: (text) => headersIn(sip.parse(text)) },
  ]
}

const ours: readonly Contender[] = [
  { name: 'decodeSip', read: filed },
  { name: 'decodeSip, all headers', read: everyHeader },
  { name: 'decodeSip, headers parsed', read: takenApart },
]

/** Messages a second, the best of some rounds; the contenders take turns, so that a busy machine hits all. */
function measure(contenders: readonly Contender[], some: readonly string[]): ReadonlyMap<string, number> {
  const best = new Map<string, number>()
  for (let round = 0; round <= rounds; round++) {
    for (const { name, read } of contenders) {
      const from = performance.now()
      let sum = 0
      for (const text of some) sum += read(text)
      const rate = (some.length * 1_000) / (performance.now() - from)
      if (sum === 0) throw new Error(`${name} read nothing`)
      // The first round warms up.
      if (round > 0) best.set(name, Math.max(rate, best.get(name) ?? 0))
    }
  }
  return best
}

function compare(title: string, some: readonly string[], peers: readonly Contender[]): void {
  const rates = measure([...ours, ...peers], some)
  const bytes = some.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
  console.log(`${title}: ${some.length} messages of ${Math.round(bytes / some.length)} bytes, best of ${rounds} rounds`)
  for (const [name, rate] of rates) console.log(`  ${name.padEnd(32)} ${Math.round(rate / 1_000)} k messages/s`)
  for (const one of ours) {
    const ratios = peers.map(({ name }) => `${(rates.get(one.name)! / rates.get(name)!).toFixed(2)}x ${name}`)
    if (ratios.length > 0) console.log(`  ${one.name}: ${ratios.join('; ')}`)
  }
}

const directory = mkdtempSync(join(tmpdir(), 'sip-parsing-'))
try {
  const peers = peersIn(directory) ?? []
  if (peers.length === 0) console.log('not compared: npm could not install the others')
  compare('all kinds', texts, peers)
  const bare = texts.filter((text) => text.endsWith('\r\n\r\n'))
  compare('those without a body', bare, peers)
} finally {
  rmSync(directory, { recursive: true, force: true })
}

import { createFlawLedger } from '../../src/correlate/flaw-ledger.ts'
import { type Batch, createIntake } from '../../src/correlate/intake.ts'
import { sniffContainer } from '../../src/decode/container/sniff.ts'
import type { CaptureFacts, Conversation } from '../../src/model/call.ts'
import type { AnalyzeOptions, Policy } from '../../src/model/options.ts'
import type { Micros } from '../../src/model/time.ts'
import { type LadderLine, mistake, readLines } from './ladder-lines.ts'
import { mediaPackets } from './ladder-media.ts'
import { createPacketWriter, type Packet, pcapOf } from './ladder-packets.ts'
import { type Composed, createComposer } from './ladder-sip.ts'

/** A drawn input: the bytes a user would send, and what would stand beside them. */
export interface Ladder {
  readonly bytes: Uint8Array
  readonly options: AnalyzeOptions
  /** Facts of the whole input in place of what its bytes tell. */
  readonly facts?: Partial<CaptureFacts>
}

/** When second 0 of a ladder is: 2026-04-16T18:30:00Z. */
export const LADDER_START: Micros = Date.UTC(2026, 3, 16, 18, 30) * 1000
const STEP_US = 20_000

type Form = 'capture' | 'text' | 'raw'

/**
 * Composes an input from a drawing, one line per message or packet:
 *
 *     [seconds]  from > to   METHOD          attributes...
 *     [seconds]  from > to   STATUS [METHOD] attributes...      answers the last request that came the other way
 *     [seconds]  from > to   rtp CODEC N [lost N] [every MS] [jitter MS] [ssrc N] [seq N] [dscp N] [ttl N] [octets N] [stamp TICKS]
 *         [step TICKS] [run N: lost in a row] [again N: twice] [swap N: pairs] [clump N: sent at once] [drift PPM]
 *         [pause MS: silence in the middle] [coarse MS: clock of the capture] [fill OCTET] [hum OCTET: in turn with that] [marker 0: not on the first] [hold MS: each 20th, and a queue]
 *         [talk FROM-TO,FROM-TO: speech in these seconds from its first packet, digital silence between] [voice N: another] [gain DB] [hiss DBOV: noise all the time] [sound NAME: see `carrying`]
 *     [seconds]  from > to   rtcp sr|rr|bye|xr [lost 1/256] [total N] [jitter TICKS] [highest N] [ntp SECONDS]
 *         [answers SECONDS] [after MS] [discarded 1/256] [trip MS] [ssrc N] [about N] [sent N: packets so far]
 *     [seconds]  from > to   dtmf DIGITS [every MS] [lasting MS] [ends N] [payload N]      telephone events, see `toneEvents`
 *     [seconds]  from > to   t38 N [lost N] [redundancy N]
 *     [seconds]  from > to   icmp port-unreachable [for from > to]
 *     [seconds]  log "a line of a log, verbatim"
 *     issue "words"   endpoints "A,B"   as capture|text|raw   # a comment
 *
 * `from` and `to` are addresses with or without a port (5060 for SIP, IPv6 with port in brackets).
 *
 * Attributes:
 *   sdp audio ADDRESS:PORT CODEC,CODEC [ptime N] [maxptime N] [sendonly] [profile P] [line "a=..."] [and video ...]
 *   body "type" "text"   header "Name: value" (replaces ours of that name, else is added)   without NAME   expires N
 *     (\\n in a body or header value ends a line; in a header a blank behind it folds)
 *   reason "words"   uri U   from U   to U   tag T (To tag)   branch B   cseq N   over TCP|TLS|WS|WSS
 *   call NAME (another Call-ID; REGISTER, OPTIONS, MESSAGE, SUBSCRIBE and PUBLISH have one each anyway)
 *   initial (no To tag)   reliable (100rel on a provisional)   cut N (only the first N characters)
 *   ttl N (of a capture over UDP, 64 else)   again (the same bytes once more)   forwarded (a proxy sends on what it got; a body given replaces the old)
 *
 * Tags, branches, CSeq, Via, Contact and Content-Length follow from the lines before and are valid (RFC 3261).
 * With times, or with media, the result is a capture (UDP, or TCP in whole segments); without, pasted text in ngrep's
 * form with addresses and no times. `as text` with times keeps the times; `as raw` is bare messages. In a capture,
 * lines without a time follow 20 ms after the one before. `log` lines make it text.
 */
export function ladder(strings: TemplateStringsArray, ...values: readonly (string | number)[]): Ladder {
  return ladderOf(String.raw({ raw: strings }, ...values))
}

/** `ladder` for a text that was made by program. `prefix` goes into Call-IDs, tags and branches. */
export function ladderOf(text: string, prefix = ''): Ladder {
  const all = readLines(text)
  const said = settings(all)
  const lines = all.filter((line) => !isSetting(line))
  const form = said.form ?? formOf(lines)
  const compose = createComposer(prefix)
  const bytes = form === 'capture' ? capture(lines, compose) : written(lines, compose, form)
  return { bytes, options: { issue: said.issue, endpoints: said.endpoints, analysedAt: LADDER_START } }
}

/** What decode and correlate make of it, at its end: each conversation once, with the flaws that were counted. */
export function conversationsOf(drawn: Ladder): readonly Conversation[] {
  return [...correlated(drawn).conversations]
}

/** The same with log events, facts and closed streams. */
export function correlated(drawn: Ladder): Batch {
  const kind = sniffContainer(drawn.bytes) === 'text' ? 'text' : 'capture'
  const ledger = createFlawLedger()
  const intake = createIntake(kind, ledger.complain, { labels: drawn.options.endpoints, flaws: ledger.flaws })
  const batches = [...intake.push(drawn.bytes), ...intake.end()]
  const latest = new Map(batches.flatMap((batch) => batch.conversations).map((one) => [one.key, one]))
  const conversations = [...latest.values()].filter((one) => one.kind === 'orphan-streams' || one.messages.length > 0)
  return {
    conversations,
    logs: batches.flatMap(({ logs }) => logs),
    closed: batches.flatMap(({ closed }) => closed),
    joins: {
      waiting: new Set(batches.flatMap(({ joins }) => [...joins.waiting])),
      joined: batches.flatMap(({ joins }) => joins.joined),
      single: batches.flatMap(({ joins }) => joins.single),
    },
    facts: { ...batches.at(-1)!.facts, ...drawn.facts },
  }
}

/** The same input with facts that no drawing shows, such as TLS handshakes. */
export const withFacts = (drawn: Ladder, facts: Partial<CaptureFacts>): Ladder => ({ ...drawn, facts })

/** The same input with a policy or other options beside it. */
export const withOptions = (drawn: Ladder, options: Partial<AnalyzeOptions> & { policy?: Policy }): Ladder => ({
  ...drawn,
  options: { ...drawn.options, ...options },
})

const isSetting = (line: LadderLine) => !line.source && ['issue', 'endpoints', 'as'].includes(line.words[0] ?? '')
const isMedia = (line: LadderLine) => ['rtp', 'rtcp', 'dtmf', 't38', 'icmp'].includes(line.words[0] ?? '')
const isLog = (line: LadderLine) => !line.source && line.words[0] === 'log'

function settings(lines: readonly LadderLine[]) {
  let form: Form | undefined
  let issue: string | undefined
  let endpoints: string[] | undefined
  for (const line of lines.filter(isSetting)) {
    const [name, value] = line.words
    if (value === undefined) throw mistake(line, `${name} wants a value`)
    if (name === 'issue') issue = value
    else if (name === 'endpoints') endpoints = value.split(',')
    else if (value === 'capture' || value === 'text' || value === 'raw') form = value
    else throw mistake(line, `"${value}" is not capture, text or raw`)
  }
  return { form, issue, endpoints }
}

function formOf(lines: readonly LadderLine[]): Form {
  if (lines.some(isLog)) return 'text'
  return lines.some((line) => line.seconds !== undefined || isMedia(line)) ? 'capture' : 'text'
}

function capture(lines: readonly LadderLine[], compose: (line: LadderLine) => Composed): Uint8Array {
  const writer = createPacketWriter()
  const packets: Packet[] = []
  let at = LADDER_START - STEP_US
  for (const line of lines) {
    if (isLog(line)) throw mistake(line, 'a capture holds no log lines; say "as text"')
    at = line.seconds === undefined ? at + STEP_US : LADDER_START + Math.round(line.seconds * 1_000_000)
    if (isMedia(line)) {
      packets.push(...mediaPackets(line, at, writer))
      continue
    }
    const { source, destination, transport, text, ttl } = compose(line)
    if (transport !== 'UDP' && transport !== 'TCP')
      throw mistake(line, `a capture cannot show ${transport} in the clear; say "as text"`)
    const bytes = Buffer.from(text)
    const [from, to] = [source as Place, destination as Place]
    packets.push(transport === 'UDP' ? writer.udp(at, from, to, bytes, 0, ttl) : writer.tcp(at, from, to, bytes))
  }
  return pcapOf(packets.sort((a, b) => a.at - b.at))
}

type Place = { readonly address: string; readonly port: number }

function written(lines: readonly LadderLine[], compose: (line: LadderLine) => Composed, form: Form): Uint8Array {
  const parts = lines.map((line) => {
    if (isMedia(line)) throw mistake(line, `pasted text holds no ${line.words[0]}`)
    if (isLog(line)) return `${line.words[1] ?? ''}\n\n`
    const composed = compose(line)
    return form === 'raw' ? `${composed.text}\r\n\r\n` : `${envelope(composed)}\n${dotted(composed.text)}\n`
  })
  return Buffer.from(parts.join(''))
}

/** ngrep's envelope: `U 2026/04/16 18:30:00.000000 10.0.0.5:5060 -> 203.0.113.7:5060`, the time only where there is one. */
function envelope({ seconds, source, destination, transport }: Composed): string {
  const letter = transport === 'UDP' ? 'U' : 'T'
  const time = seconds === undefined ? '' : ` ${ngrepTime(LADDER_START + Math.round(seconds * 1_000_000))}`
  return `${letter}${time} ${source.address}:${source.port} -> ${destination.address}:${destination.port}`
}

function ngrepTime(at: Micros): string {
  const iso = new Date(Math.floor(at / 1000)).toISOString()
  return `${iso.slice(0, 10).replaceAll('-', '/')} ${iso.slice(11, 19)}.${String(at % 1_000_000).padStart(6, '0')}`
}

/** ngrep prints a carriage return as a dot. */
const dotted = (text: string) => text.replaceAll('\r\n', '.\n')

import type { Call, CaptureFacts, Conversation } from '../model/call.ts'
import type { Finding } from '../model/finding.ts'
import { MICROS_PER_MS } from '../model/time.ts'
import { matchesId } from './causes.ts'
import { durationText } from './facts/durations.ts'
import type { Issue } from './issues.ts'
import { isAtLeast } from './severity.ts'
import type { Tally } from './tally.ts'

const NAME_CAP = 80
/** Findings that the summary names beside the root cause. */
const NAMED_BESIDES = 2

/** What the summary is told from. */
export interface Told {
  readonly findings: readonly Finding[]
  readonly tally: Tally
  readonly capture: CaptureFacts
  readonly issue: Issue | undefined
}

/** Remembers the first call and registration, in case they are the only ones, and puts the verdict in plain words. */
export class Story {
  #call: { readonly number: number; readonly who: string; readonly text: string } | undefined
  #registration: string | undefined

  take(conversation: Conversation): void {
    if (conversation.kind === 'registration') this.#registration ??= detach(conversation.aor)
    if (conversation.kind !== 'call' || !conversation.invite) return
    if (this.#call && this.#call.number < conversation.number) return
    const { number } = conversation
    const who = detach(whoCalled(conversation), 2 * NAME_CAP + 40)
    this.#call = { number, who, text: detach(whatHappened(conversation), 400) }
  }

  /** A sentence or two for the customer: what happened, and the root cause. */
  tell(told: Told): string {
    const root = rootOf(told.findings)
    const isEnd = root !== undefined && tellsTheEnd(root, told.tally)
    return [...this.#events(told, isEnd ? root : undefined), verdict(told, root, isEnd), contradiction(told)]
      .filter(Boolean)
      .join(' ')
  }

  /** What happened. `end`: the finding that tells how the one call or registration ended, so that it is not said twice. */
  #events({ tally, capture }: Told, end: Finding | undefined): readonly string[] {
    const one = tally.calls === 1 ? this.#call : undefined
    const call = one && end && end.rule !== REGISTRATION_END ? `${one.who} failed.` : one?.text
    const registrations = end?.rule === REGISTRATION_END ? '' : this.#registrations(tally)
    const parts = [call || (tally.calls > 1 ? manyCalls(tally) : ''), registrations].filter(Boolean)
    if (end) return parts
    if (parts.length > 0) return parts
    if (capture.messages > 0) return [`The input holds ${plural(capture.messages, 'SIP message')} and no whole call.`]
    if (capture.kind === 'text') return ['The input holds log lines about SIP, but no SIP message.']
    return [
      capture.rtpPackets > 0
        ? `The capture holds no SIP that can be read; ${plural(capture.rtpPackets, 'RTP packet')} were measured.`
        : 'The capture holds neither SIP that can be read nor RTP.',
    ]
  }

  #registrations({ registrations, registered }: Tally): string {
    if (registrations === 0) return ''
    if (registrations > 1) return `Of ${registrations} users, ${registered} registered.`
    const who = this.#registration || 'a user'
    return registered === 1
      ? `The registration of ${who} succeeded.`
      : `No successful registration of ${who} is in the input.`
  }
}

/** Findings that say how a call, or a registration, ended. */
const CALL_ENDS: readonly string[] = [
  'signaling.call-failed',
  'signaling.response-*',
  'routing.response-*',
  'routing.call-rejected-analytics',
  'security.stir-*',
  'signaling.no-response-invite',
]
const REGISTRATION_END = 'reg.failed'

const tellsTheEnd = ({ rule, calls, count }: Finding, tally: Tally): boolean =>
  count === 1 &&
  (rule === REGISTRATION_END
    ? tally.registrations === 1
    : rule !== undefined && matchesId(CALL_ENDS, rule) && calls.length === 1 && tally.calls === 1)

function manyCalls({ calls, answered, failed }: Tally): string {
  const rest = calls - answered - failed
  const others =
    rest > 1
      ? `the other ${rest} were busy, cancelled or redirected, or do`
      : 'the other was busy, cancelled or redirected, or does'
  const ends = rest > 0 ? `; ${others} not end in the input` : ''
  return `Of ${calls} calls, ${answered} ${answered === 1 ? 'was' : 'were'} answered and ${failed} failed${ends}.`
}

const whoCalled = (call: Call): string => `The call from ${name(call.from)} to ${name(call.to)}`

function whatHappened(call: Call): string {
  const who = whoCalled(call)
  const status = call.failure && `${call.failure.status} ${call.failure.reason}`.trim()
  switch (call.outcome) {
    case 'answered':
      return `${who} was answered${talk(call)}.`
    case 'busy':
      return `${who} met a busy line (${status}).`
    case 'cancelled':
      return `${who} was cancelled before it was answered.`
    case 'redirected':
      return `${who} was redirected (${status}).`
    case 'timed-out':
      return status ? `${who} failed with ${status}.` : `${who} got no response.`
    case 'rejected':
    case 'failed':
      return `${who} ${status ? `failed with ${status}` : 'failed'}.`
    case 'unknown':
      return `${who} has no end in the input.`
    default:
      return call.outcome satisfies never
  }
}

function talk({ answer, bye }: Call): string {
  if (answer?.at === undefined || !bye) return ''
  if (bye.at === undefined) return ' and ended with a BYE'
  return ` and ended ${durationText((bye.at - answer.at) / MICROS_PER_MS)} later`
}

const graveOf = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({ severity }) => isAtLeast(severity, 'medium'))

/** The first grave finding that nothing else explains. */
function rootOf(findings: readonly Finding[]): Finding | undefined {
  const grave = graveOf(findings)
  return grave.find(({ causedBy }) => causedBy === undefined) ?? grave[0]
}

/** The gravest root cause, or what an input without one does and does not show. `isEnd`: the title was said already. */
function verdict({ findings, tally, capture }: Told, root: Finding | undefined, isEnd: boolean): string {
  const grave = graveOf(findings)
  if (!root) {
    const nothing = capture.messages + capture.rtpPackets === 0 && capture.kind === 'capture'
    return `${nothing ? 'There is nothing to judge.' : 'No fault found in what the input shows.'}${blindSpots(tally, capture)}`
  }
  const leadsToRoot = leadingTo(root, findings)
  const effects = grave.filter(leadsToRoot).map(({ title }) => title)
  const explains = effects.length > 0 ? ` It explains: ${effects.join('; ')}.` : ''
  const others = grave.filter((one) => one !== root && !leadsToRoot(one)).map(({ title }) => title)
  const rest = others.length - NAMED_BESIDES
  const unnamed = rest > 0 ? `; and ${plural(rest, 'more finding')} of medium severity or above` : ''
  const more = others.length > 0 ? ` Besides: ${others.slice(0, NAMED_BESIDES).join('; ')}${unnamed}.` : ''
  const lead = isEnd ? '' : `${root.severity === 'medium' ? 'Most notable' : 'Root cause'}: ${root.title}. `
  return `${lead}${root.detail}${explains}${more}`
}

/** Whether a finding is caused by another, at first or at second hand. */
function leadingTo(root: Finding, findings: readonly Finding[]): (finding: Finding) => boolean {
  const led = new Set([root.id])
  for (let before = 0; before < led.size; ) {
    before = led.size
    for (const { id, causedBy } of findings) if (causedBy !== undefined && led.has(causedBy)) led.add(id)
  }
  return ({ id }) => id !== root.id && led.has(id)
}

/** What nobody can know from this input: honesty where nothing was found. */
function blindSpots(tally: Tally, capture: CaptureFacts): string {
  const unseen: string[] = []
  if (tally.answered > 0 && tally.mediaSeen === 0)
    unseen.push(`no RTP of ${tally.answered === 1 ? 'this call' : 'these calls'}, so nothing is known of the audio`)
  if (!capture.timed && capture.messages > 0) unseen.push('no usable times, so delays and retries were not judged')
  if (capture.tlsRecords > 0 && capture.tls.every(({ decryptedRecords }) => decryptedRecords === 0)) {
    unseen.push('TLS that could not be read')
  }
  return unseen.length > 0 ? ` The input holds ${unseen.join('; ')}.` : ''
}

/** Says so when the trace does not bear out what the caller asked about. */
function contradiction({ issue, tally, capture }: Told): string {
  const heard = tally.answered > 0 && tally.mediaBothWays === tally.answered
  switch (issue?.topic?.name) {
    case 'one-way-audio':
    case 'no-audio':
      if (heard) return `The trace contradicts "${issue.topic.name}": RTP reached both sides of every answered call.`
      return tally.mediaSeen === 0 && capture.rtpPackets === 0
        ? 'No RTP was captured, so the trace cannot show whether audio flowed.'
        : ''
    case 'registration-failing':
      return tally.registrations > 0 && tally.registered === tally.registrations
        ? 'The trace contradicts "registration-failing": every registration in it succeeded.'
        : ''
    case 'call-failing':
      return tally.calls > 0 && tally.answered === tally.calls
        ? 'The trace contradicts "call-failing": every call in it was answered.'
        : ''
    default: {
      const code = issue?.code
      return code !== undefined && code >= 300 && !tally.statuses.has(code)
        ? `The trace contradicts "${code}": no response in it has that status.`
        : ''
    }
  }
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

const name = (address: string | undefined): string => detach(address ?? 'an unknown party')

/** A short string of its own: a slice would keep the message it was cut from alive. */
const detach = (text: string, cap = NAME_CAP): string => Buffer.from(text.slice(0, cap).replace(/\s+/g, ' ')).toString()

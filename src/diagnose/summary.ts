import type { Call, CaptureFacts, Conversation } from '../model/call.ts'
import type { Finding } from '../model/finding.ts'
import { MICROS_PER_SECOND } from '../model/time.ts'
import type { Issue } from './issues.ts'
import { isAtLeast } from './severity.ts'
import type { Tally } from './tally.ts'

const NAME_CAP = 80

/** What the summary is told from. */
export interface Told {
  readonly findings: readonly Finding[]
  readonly tally: Tally
  readonly capture: CaptureFacts
  readonly issue: Issue | undefined
}

/** Remembers the first call and registration, in case they are the only ones, and puts the verdict in plain words. */
export class Story {
  #call: { readonly number: number; readonly text: string } | undefined
  #registration: string | undefined

  take(conversation: Conversation): void {
    if (conversation.kind === 'registration') this.#registration ??= detach(conversation.aor)
    if (conversation.kind !== 'call' || !conversation.invite) return
    if (this.#call && this.#call.number < conversation.number) return
    this.#call = { number: conversation.number, text: detach(whatHappened(conversation), 400) }
  }

  /** A sentence or two for the customer: what happened, and the root cause. */
  tell(told: Told): string {
    return [this.#events(told), verdict(told), contradiction(told)].filter(Boolean).join(' ')
  }

  #events({ tally, capture }: Told): string {
    const parts: string[] = []
    if (tally.calls === 1 && this.#call) parts.push(this.#call.text)
    else if (tally.calls > 1) parts.push(manyCalls(tally))
    if (tally.registrations > 0) parts.push(this.#registrations(tally))
    if (parts.length > 0) return parts.join(' ')
    if (capture.messages > 0) return `The input holds ${plural(capture.messages, 'SIP message')} and no whole call.`
    return capture.kind === 'capture'
      ? `The capture holds no readable SIP; ${plural(capture.rtpPackets, 'RTP packet')} were measured.`
      : 'The input holds log lines about SIP, but no SIP message.'
  }

  #registrations({ registrations, registered }: Tally): string {
    if (registrations > 1) return `Of ${registrations} users ${registered} registered successfully.`
    const who = this.#registration || 'a user'
    return registered === 1
      ? `The registration of ${who} succeeded.`
      : `No successful registration of ${who} is in the input.`
  }
}

function manyCalls({ calls, answered, failed }: Tally): string {
  const rest = calls - answered - failed
  const others = rest > 0 ? `, ${rest} ended otherwise` : ''
  return `Of ${calls} calls, ${answered} were answered and ${failed} failed${others}.`
}

function whatHappened(call: Call): string {
  const who = `The call from ${name(call.from)} to ${name(call.to)}`
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
      return status ? `${who} failed with ${status}.` : `${who} was never answered: no response came.`
    case 'rejected':
    case 'failed':
      return `${who} failed with ${status ?? 'no final response'}.`
    case 'unknown':
      return `${who} has no end in the input.`
    default:
      return call.outcome satisfies never
  }
}

function talk({ answer, bye }: Call): string {
  if (answer?.at === undefined || !bye) return ''
  if (bye.at === undefined) return ' and ended with a BYE'
  return ` and ended ${((bye.at - answer.at) / MICROS_PER_SECOND).toFixed(1)} s later`
}

/** The gravest root cause, or what an input without one does and does not show. */
function verdict({ findings, tally, capture }: Told): string {
  const grave = findings.filter(({ severity }) => isAtLeast(severity, 'medium'))
  const root = grave.find(({ causedBy }) => causedBy === undefined) ?? grave[0]
  if (!root) return `No fault found in what the input shows.${blindSpots(tally, capture)}`
  const effects = grave.filter(({ causedBy }) => causedBy === root.id).map(({ title }) => title)
  const explains = effects.length > 0 ? ` It explains: ${effects.join('; ')}.` : ''
  const others = grave.length - 1 - effects.length
  const more = others > 0 ? ` ${plural(others, 'more finding')} of at least medium severity.` : ''
  return `${root.severity === 'medium' ? 'Most notable' : 'Root cause'}: ${root.title}. ${root.detail}${explains}${more}`
}

/** What nobody can know from this input: honesty where nothing was found. */
function blindSpots(tally: Tally, capture: CaptureFacts): string {
  const unseen: string[] = []
  if (tally.answered > 0 && tally.mediaSeen === 0)
    unseen.push('no RTP of these calls, so nothing is known of the audio')
  if (!capture.timed && capture.messages > 0) unseen.push('no usable times, so delays and retries were not judged')
  if (capture.tlsRecords > 0) unseen.push('encrypted signaling that could not be read')
  return unseen.length > 0 ? ` It holds ${unseen.join('; ')}.` : ''
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

import { addTo, newHeld, snapshotOf } from '../correlate/held.ts'
import type { Conversation } from '../model/call.ts'
import type { Finding } from '../model/finding.ts'
import type { SipHeader, SipMessage } from '../model/message.ts'
import type { LogEvent } from '../model/packet.ts'
import { q850Meaning } from '../model/q850.ts'
import type { StatedOutcome } from '../model/stated.ts'
import { matchesId, TELL_FAILURE } from './causes.ts'
import type { Contribution } from './contribution.ts'
import { evidenceOf } from './evidence.ts'
import { clip, meaningOf } from './facts/responses.ts'
import type { Judgement } from './judge.ts'
import { isAtLeast } from './severity.ts'
import type { Tally } from './tally.ts'

/** Different outcomes of log lines that are kept. Chosen by us: an input that needs more has messages. */
const STATED_CAP = 32
/** A line of prose is weaker proof than a message. Chosen by us. */
const CONFIDENCE = 0.6

const CAUSE_RULE = 'signaling.q850-cause'
const REGISTRATION_RULES = ['reg.failed']
const CALL_RULES = [...TELL_FAILURE, 'dialog.response-*', CAUSE_RULE]
/** What tells of a failure already, where messages show it. */
const TELL_CALL = [...TELL_FAILURE, 'dialog.*', 'sdp.*', 'auth.*', 'security.stir-*', 'early.*', 'prack.*']
const TELL_REGISTRATION = ['reg.*', 'auth.*', 'signaling.*', 'routing.*']

/** A line of a log that states an outcome. */
type Statement = LogEvent & { readonly outcome: StatedOutcome }

/** Keeps what log lines state, each outcome once, until the end of the input shows whether messages prove it. */
export class StatedOutcomes {
  readonly #statements = new Map<string, Statement>()

  take({ outcome, ...event }: LogEvent): void {
    if (!outcome || this.#statements.size >= STATED_CAP) return
    const key = `${outcome.of} ${outcome.status} ${outcome.status === undefined ? outcome.causeQ850 : ''}`
    if (!this.#statements.has(key)) this.#statements.set(key, { ...event, outcome })
  }

  /**
   * What they come to where no message says it: the verdict of the rules on a conversation that consists of nothing else.
   * `standing` gives the findings that the messages led to.
   */
  judge(
    rules: (conversation: Conversation) => Judgement,
    tally: Tally,
    standing: () => readonly Finding[],
  ): readonly Contribution[] {
    if (this.#statements.size === 0) return []
    const findings = standing()
    const [first = [], causes = []] = split([...this.#statements.values()])
    const all: Contribution[] = []
    const grave = new Set<StatedOutcome['of']>()
    for (const statement of [...first, ...causes]) {
      const { of } = statement.outcome
      if (isShown(statement.outcome, tally, findings)) continue
      for (const one of contributions(statement, rules, tally, grave.has(of))) {
        all.push(one)
        if (isAtLeast(one.severity, 'medium')) grave.add(of)
      }
    }
    return all
  }
}

/** A status says more than a cause beside it. */
const split = (all: readonly Statement[]): readonly [readonly Statement[], readonly Statement[]] => [
  all.filter(({ outcome }) => outcome.status !== undefined),
  all.filter(({ outcome }) => outcome.status === undefined),
]

/** Messages of the input show the status, or a failure of that kind. */
function isShown({ of, status }: StatedOutcome, tally: Tally, findings: readonly Finding[]): boolean {
  if (status !== undefined && tally.statuses.has(status)) return true
  const tellers = of === 'call' ? TELL_CALL : TELL_REGISTRATION
  return findings.some(({ rule, severity }) => matchesId(tellers, rule ?? '') && isAtLeast(severity, 'medium'))
}

function contributions(
  statement: Statement,
  rules: (conversation: Conversation) => Judgement,
  tally: Tally,
  isSecond: boolean,
): readonly Contribution[] {
  const { of, status, causeQ850 } = statement.outcome
  const wanted = of === 'call' ? CALL_RULES : REGISTRATION_RULES
  const told = rules(conversationOf(statement)).contributions.filter(({ rule }) => matchesId(wanted, rule.id))
  return told.map((one): Contribution => {
    const call = of === 'call' && isOpen(tally) ? 1 : undefined
    const weighed = { ...one, call, confidence: CONFIDENCE, words: () => wordsOf(one, statement) }
    if (status === undefined && causeQ850 !== undefined && !OF_THE_USER.has(causeQ850)) {
      weighed.severity = 'medium'
      weighed.because = 'A log line gives this cause for the end of the call'
    }
    if (isAtLeast(weighed.severity, 'medium')) {
      weighed.because = 'Only a log line says so'
      if (isSecond) lower(weighed, 'Another log line tells of a failure before it')
      else if (isOver(of, tally)) lower(weighed, 'What the messages show went well')
    }
    return weighed
  })
}

function lower(one: Contribution, because: string): void {
  one.severity = 'low'
  one.because = because
}

/** User busy, no answer, absent, rejected (ITU-T Q.850). */
const OF_THE_USER: ReadonlySet<number> = new Set([17, 18, 19, 20, 21])

/** One call whose end no message shows: it is the one that the log tells of. */
const isOpen = ({ calls, answered, failed }: Tally): boolean => calls === 1 && answered + failed === 0

/** Everything of that kind in the input succeeded. */
const isOver = (of: StatedOutcome['of'], { calls, answered, registrations, registered }: Tally): boolean =>
  of === 'call' ? calls > 0 && answered === calls : registrations > 0 && registered === registrations

/** The words of the rule, with what the line says in place of a message. */
function wordsOf(one: Contribution, statement: Statement): ReturnType<Contribution['words']> {
  const { of, status, reason, causeQ850 } = statement.outcome
  const meaning = causeQ850 === undefined ? undefined : q850Meaning(causeQ850)
  const cause = causeQ850 === undefined ? '' : `Q.850 cause ${causeQ850}${meaning ? ` (${meaning})` : ''}`
  const ended = [status === undefined ? '' : `${status} ${clip(reason, 60)}`.trim(), cause].filter(Boolean)
  const what = one.rule.id === CAUSE_RULE ? undefined : status === undefined ? undefined : meaningOf(status)
  const detail = [
    `A log line says that a ${of} ended with ${ended.join(' and ')}; no message of the input shows it.`,
    what,
  ]
  return { ...one.words(), detail: detail.filter(Boolean).join(' '), evidence: [evidenceOf({ event: statement })] }
}

/** What the rules see: a final response whose request is missing, or a BYE with the cause. */
function conversationOf(statement: Statement): Conversation {
  const { of } = statement.outcome
  const key = `stated:${statement.origin.number}`
  const held = newHeld(of, key, { callId: key, aor: '', registrar: '' })
  addTo(held, messageOf(statement, key))
  return snapshotOf(held, statement.at, true, (stream) => stream)
}

type Of = 'call' | 'registration'

function messageOf({ at, origin, text, outcome }: Statement, callId: string): SipMessage {
  const { of, status, reason, causeQ850 } = outcome
  const cause: SipHeader = { name: 'reason', value: `Q.850;cause=${causeQ850}`, start: 0, end: text.length, line: 0 }
  const method = METHODS[of]
  const common = {
    ...{ number: origin.number, at, origin, callId, raw: text },
    ...{ source: undefined, destination: undefined, transport: undefined, branch: undefined, description: undefined },
    headers: causeQ850 === undefined ? [] : [cause],
    ...{ fromTag: undefined, toTag: undefined, body: '', complete: false },
  }
  return status === undefined
    ? { ...common, kind: 'request', method: 'BYE', requestUri: '', cseq: { number: 1, method: 'BYE' } }
    : { ...common, kind: 'response', status, reason, method, cseq: { number: 1, method } }
}

const METHODS: Readonly<Record<Of, string>> = { call: 'INVITE', registration: 'REGISTER' }

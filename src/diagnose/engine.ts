import { shed } from '../decode/sip/message.ts'
import type { CaptureFacts, Conversation } from '../model/call.ts'
import type { Finding, RuleCoverage } from '../model/finding.ts'
import type { Complain } from '../model/flaw.ts'
import type { JoinedLegs, JoinNews } from '../model/joined-call.ts'
import type { AnalyzeOptions } from '../model/options.ts'
import type { LogEvent } from '../model/packet.ts'
import { RULES } from './catalogue.ts'
import { relateAcross } from './causes.ts'
import { Coverage, unprovenFor } from './coverage.ts'
import { isWanted, readIssue } from './issues.ts'
import { createJudge, type Judgement } from './judge.ts'
import { type FindingEvent, Ledger } from './ledger.ts'
import { nextCaptureOf, openQuestions } from './next-capture.ts'
import type { AnyRule } from './rule.ts'
import { StatedOutcomes } from './stated.ts'
import { Story } from './summary.ts'
import { TallyKeeper } from './tally.ts'
import { UNDECIDED_CAP } from './thresholds/caps.ts'

export type { FindingEvent } from './ledger.ts'

/** The whole verdict: the last events, and everything as it stands. */
export interface Diagnosed {
  readonly events: readonly FindingEvent[]
  /** Ranked, most severe first. */
  readonly findings: readonly Finding[]
  readonly coverage: readonly RuleCoverage[]
  readonly summary: string
  /** Which capture would settle what stayed open; undefined where nothing grave is open. */
  readonly nextCapture: string | undefined
}

/**
 * From conversations to findings. Each push brings the conversations that changed, whole; their earlier word is
 * replaced, and what that changes comes back as events, once per push. A conversation that is final is folded into
 * counts and forgotten, so memory does not grow with the input.
 */
export interface Diagnosis {
  push(
    changed: readonly Conversation[],
    logs: readonly LogEvent[],
    capture: CaptureFacts,
    joins?: JoinNews,
  ): readonly FindingEvent[]
  /** After the last push; what is still open counts as it is. */
  end(changed: readonly Conversation[], logs: readonly LogEvent[], capture: CaptureFacts, joins?: JoinNews): Diagnosed
}

/** `rules` is for tests; everybody else runs the catalogue. */
export function createDiagnosis(
  options: AnalyzeOptions,
  complain: Complain,
  rules: readonly AnyRule[] = RULES,
): Diagnosis {
  const issue = readIssue(options.issue)
  const wanted = new Set(rules.filter((rule) => isWanted(issue, rule)).map(({ id }) => id))
  const judge = createJudge(rules, complain)
  const tally = new TallyKeeper(complain)
  const coverage = new Coverage(rules)
  const ledger = new Ledger(complain, (id) => wanted.has(id))
  const story = new Story()
  /** Over, but media that the input shows later may tell more of them. */
  const undecided = new Map<string, Conversation>()
  /** What was said of calls that are over while others may turn out to be their legs, by key. */
  const waiting = new Map<string, Judgement>()
  /** Joined calls of which a leg is undecided. */
  const postponed: JoinedLegs[] = []
  const stated = new StatedOutcomes()
  let logged = 0

  const enter = (key: string, { contributions, verdicts }: Judgement, final: boolean) => {
    ledger.set(key, contributions, final)
    coverage.set(key, verdicts, final)
  }

  /** The legs of a call as they were judged, related to each other, and the call as a whole. */
  const settle = (legs: JoinedLegs, capture: CaptureFacts) => {
    const { joined, calls } = legs
    if (calls.some(({ key }) => undecided.has(key))) {
      postponed.push(legs)
      return
    }
    const judged = calls.map((call) => ({ call, judgement: waiting.get(call.key) }))
    const context = { capture, options }
    const said = judged.map(
      ({ call, judgement }) => [call.number, judgement ? judge.again(judgement, call, legs, context) : []] as const,
    )
    const related = relateAcross(joined.failures, new Map(said))
    for (const { call, judgement } of judged) {
      if (judgement) enter(call.key, { ...judgement, contributions: related.get(call.number) ?? [] }, true)
      waiting.delete(call.key)
    }
    enter(joined.key, judge.joined(legs, context), true)
    for (const call of calls) for (const message of call.messages) shed(message)
  }

  const join = ({ joined, single }: JoinNews, capture: CaptureFacts) => {
    for (const legs of joined) settle(legs, capture)
    for (const { key } of single) {
      const judgement = waiting.get(key)
      waiting.delete(key)
      if (judgement && !undecided.has(key)) enter(key, judgement, true)
    }
  }

  const take = (
    changed: readonly Conversation[],
    logs: readonly LogEvent[],
    capture: CaptureFacts,
    joins: JoinNews = NO_JOINS,
  ) => {
    const context = { capture, options }
    for (const conversation of changed) {
      const { key, final } = conversation
      tally.take(conversation)
      story.take(conversation)
      const judgement = judge.conversation(conversation, context)
      const waits = final && undecided.size < UNDECIDED_CAP && mayLearn(judgement, capture)
      if (waits) undecided.set(key, conversation)
      const isLeg = final && joins.waiting.has(key)
      if (isLeg) waiting.set(key, judgement)
      enter(key, judgement, final && !waits && !isLeg)
      // The rules have read them; a batch of hundreds would hold all until its end. What goes on will be read again.
      if (final && conversation.kind !== 'orphan-streams') for (const message of conversation.messages) shed(message)
    }
    join(joins, capture)
    for (const event of logs) {
      enter(`log:${++logged}`, judge.log(event, context), true)
      stated.take(event)
    }
  }

  const decide = (capture: CaptureFacts) => {
    for (const [key, conversation] of undecided) {
      const judgement = judge.conversation(conversation, { capture, options })
      if (waiting.has(key)) waiting.set(key, judgement)
      else enter(key, judgement, true)
      if (conversation.kind !== 'orphan-streams') for (const message of conversation.messages) shed(message)
    }
    undecided.clear()
    for (const legs of postponed.splice(0)) settle(legs, capture)
  }

  return {
    push(changed, logs, capture, joins) {
      take(changed, logs, capture, joins)
      return ledger.tell(tally.read(), false)
    },
    end(changed, logs, capture, joins) {
      ledger.end()
      take(changed, logs, capture, joins)
      decide(capture)
      const counts = tally.read()
      const asConversation = (one: Conversation) => judge.conversation(one, { capture, options })
      const told = stated.judge(asConversation, counts, () => ledger.standing(counts))
      for (const one of told) enter(`stated:${one.fingerprint}`, judge.apart(one), true)
      const whole = judge.capture(capture, counts, { capture, options })
      enter('capture', whole, true)
      ledger.excuse(whole.contributions)
      ledger.explain(counts)
      const events = ledger.tell(counts, true)
      const findings = ledger.ranked()
      const unproven = new Map(ledger.unproven(counts).map(({ rule, reason }) => [rule, reason]))
      const read = coverage.read()
      const settled =
        unproven.size === 0
          ? read
          : read.map((one): RuleCoverage => {
              const reason = unproven.get(one.rule)
              return reason && one.verdict === 'fired' && !findings.some(({ rule }) => rule === one.rule)
                ? { ...one, verdict: 'insufficient-evidence', reason }
                : one
            })
      return {
        events,
        findings,
        coverage: settled,
        summary: story.tell({ findings, tally: counts, capture, issue }),
        nextCapture: nextCaptureOf(openQuestions(settled, rules, counts, capture)),
      }
    },
  }
}

const NO_JOINS: JoinNews = { waiting: new Set(), joined: [], single: [] }

/** Whether a rule missed RTP that may still come: whether a media host is heard in the capture shows only at its end. */
const mayLearn = ({ verdicts }: Judgement, { kind, ended }: CaptureFacts): boolean =>
  kind === 'capture' && !ended && verdicts.said.includes(RTP_MISSING)

const RTP_MISSING = unprovenFor('no-rtp-in-capture')

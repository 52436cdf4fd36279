import { shed } from '../decode/sip/message.ts'
import type { CaptureFacts, Conversation } from '../model/call.ts'
import type { Finding, RuleCoverage } from '../model/finding.ts'
import type { Complain } from '../model/flaw.ts'
import type { AnalyzeOptions } from '../model/options.ts'
import type { LogEvent } from '../model/packet.ts'
import { RULES } from './catalogue.ts'
import { Coverage } from './coverage.ts'
import { isWanted, readIssue } from './issues.ts'
import { createJudge, type Judgement } from './judge.ts'
import { type FindingEvent, Ledger } from './ledger.ts'
import type { AnyRule } from './rule.ts'
import { Story } from './summary.ts'
import { TallyKeeper } from './tally.ts'
import { UNDECIDED_CAP } from './thresholds.ts'

export type { FindingEvent } from './ledger.ts'

/** The whole verdict: the last events, and everything as it stands. */
export interface Diagnosed {
  readonly events: readonly FindingEvent[]
  /** Ranked, most severe first. */
  readonly findings: readonly Finding[]
  readonly coverage: readonly RuleCoverage[]
  readonly summary: string
}

/**
 * From conversations to findings. Each push brings the conversations that changed, whole; their earlier word is
 * replaced, and what that changes comes back as events, once per push. A conversation that is final is folded into
 * counts and forgotten, so memory does not grow with the input.
 */
export interface Diagnosis {
  push(changed: readonly Conversation[], logs: readonly LogEvent[], capture: CaptureFacts): readonly FindingEvent[]
  /** After the last push; what is still open counts as it is. */
  end(changed: readonly Conversation[], logs: readonly LogEvent[], capture: CaptureFacts): Diagnosed
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
  const tally = new TallyKeeper()
  const coverage = new Coverage(rules)
  const ledger = new Ledger(complain, (id) => wanted.has(id))
  const story = new Story()
  /** Over, but media that the input shows later may tell more of them. */
  const undecided = new Map<string, Conversation>()
  let logged = 0

  const enter = (key: string, { contributions, verdicts }: Judgement, final: boolean) => {
    ledger.set(key, contributions, final)
    coverage.set(key, verdicts, final)
  }

  const take = (changed: readonly Conversation[], logs: readonly LogEvent[], capture: CaptureFacts) => {
    const context = { capture, options }
    for (const conversation of changed) {
      const { key, final } = conversation
      tally.take(conversation)
      story.take(conversation)
      const judgement = judge.conversation(conversation, context)
      const waits = final && undecided.size < UNDECIDED_CAP && mayLearn(judgement, capture)
      if (waits) undecided.set(key, conversation)
      enter(key, judgement, final && !waits)
      // The rules have read them; a batch of hundreds would hold all until its end. What goes on will be read again.
      if (final && conversation.kind !== 'orphan-streams') for (const message of conversation.messages) shed(message)
    }
    for (const event of logs) enter(`log:${++logged}`, judge.log(event, context), true)
  }

  const decide = (capture: CaptureFacts) => {
    for (const [key, conversation] of undecided) {
      enter(key, judge.conversation(conversation, { capture, options }), true)
      if (conversation.kind !== 'orphan-streams') for (const message of conversation.messages) shed(message)
    }
    undecided.clear()
  }

  return {
    push(changed, logs, capture) {
      take(changed, logs, capture)
      return ledger.tell(tally.read(), false)
    },
    end(changed, logs, capture) {
      take(changed, logs, capture)
      decide(capture)
      enter('capture', judge.capture(capture, { capture, options }), true)
      const counts = tally.read()
      const events = ledger.tell(counts, true)
      const findings = ledger.ranked()
      const unproven = new Map(ledger.unproven(counts).map(({ rule, reason }) => [rule, reason]))
      return {
        events,
        findings,
        coverage: coverage.read().map((one) => {
          const reason = unproven.get(one.rule)
          return reason && one.verdict === 'fired' && !findings.some(({ rule }) => rule === one.rule)
            ? { ...one, verdict: 'insufficient-evidence', reason }
            : one
        }),
        summary: story.tell({ findings, tally: counts, capture, issue }),
      }
    },
  }
}

/** Whether a rule missed RTP that may still come: whether a media host is heard in the capture shows only at its end. */
const mayLearn = ({ verdicts }: Judgement, { kind, ended }: CaptureFacts): boolean =>
  kind === 'capture' && !ended && verdicts.some((judged) => judged?.reason === 'no-rtp-in-capture')

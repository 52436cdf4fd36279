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
import { JUDGE_AGAIN_GROWTH, JUDGE_AGAIN_PACKETS } from './thresholds.ts'

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
  const sizes = new Map<string, Size>()
  let logged = 0

  const enter = (key: string, { contributions, verdicts }: Judgement, final: boolean) => {
    ledger.set(key, contributions, final)
    coverage.set(key, verdicts, final)
  }

  const take = (changed: readonly Conversation[], logs: readonly LogEvent[], capture: CaptureFacts) => {
    const context = { capture, options }
    for (const conversation of changed) {
      if (!conversation.final && !hasGrown(conversation, sizes)) continue
      if (conversation.final) sizes.delete(conversation.key)
      tally.take(conversation)
      story.take(conversation)
      enter(conversation.key, judge.conversation(conversation, context), conversation.final)
    }
    for (const event of logs) enter(`log:${++logged}`, judge.log(event, context), true)
  }

  return {
    push(changed, logs, capture) {
      take(changed, logs, capture)
      return ledger.tell(tally.read(), false)
    },
    end(changed, logs, capture) {
      take(changed, logs, capture)
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

interface Size {
  readonly messages: number
  readonly packets: number
}

/**
 * Whether there is something new to judge. A packet more of a running stream changes no verdict: media is looked at
 * again when it has grown by half, and when the conversation is over.
 */
function hasGrown(conversation: Conversation, sizes: Map<string, Size>): boolean {
  const before = sizes.get(conversation.key)
  const size = sizeOf(conversation)
  const grown =
    !before ||
    size.messages !== before.messages ||
    size.packets >= before.packets * JUDGE_AGAIN_GROWTH + JUDGE_AGAIN_PACKETS
  if (grown) sizes.set(conversation.key, size)
  return grown
}

function sizeOf(conversation: Conversation): Size {
  const streams = conversation.kind === 'call' || conversation.kind === 'orphan-streams' ? conversation.streams : []
  return {
    messages: conversation.kind === 'orphan-streams' ? 0 : conversation.messages.length,
    packets: streams.reduce((sum, { packets }) => sum + packets, 0),
  }
}

import type { CaptureFacts } from '../../../model/call.ts'
import type { FlawKind } from '../../../model/flaw.ts'
import { capital } from '../../facts/sender.ts'
import { type Proof, rule } from '../../rule.ts'
import type { Tally } from '../../tally.ts'

interface Problem {
  readonly name: string
  /** With its figure. */
  readonly says: string
  /** What cannot be judged for it. */
  readonly blocks: string
  readonly mend: string
}

interface Values {
  readonly problems: readonly Problem[]
}

export const captureQuality = rule<'capture', Values>({
  id: 'general.capture-quality',
  category: 'general',
  severity: 'low',
  sources: ['RFC 3550 §6.4.1', 'RFC 3261 §17'],
  title: 'The capture does not show everything',
  examines: 'capture',
  meaning: 'What is missing from the capture was not lost on the network; what depends on it cannot be judged.',
  fires:
    'The capturing machine dropped packets, cut them short, or its clock went backwards; stretches of connections are missing; only one direction is there; times are whole seconds. Info for text, which has no packets to lose.',
  quiet: 'A capture that is whole.',
  example: ['packets dropped by the capturing machine: 312'],
  recommendation: 'Capture again with tcpdump -s 0 -B 65536 on one interface that sees both directions.',
  verify: 'Verify: tcpdump reports "0 packets dropped by kernel".',
  applies: ({ capture }) => capture.messages > 0 || capture.packets > 0,
  *check({ capture, tally }) {
    const problems = PROBLEMS.flatMap((find) => find(capture, tally) ?? [])
    if (problems.length === 0) return
    const proof = proofOf(capture, problems)
    if (!proof) return
    yield {
      values: { problems },
      proof: [proof],
      scope: problems.map(({ name }) => name),
      ...(capture.kind === 'text' && { severity: { level: 'info', because: 'Text has no packets to lose' } as const }),
    }
  },
  detail({ problems }) {
    const blocked = [...new Set(problems.map(({ blocks }) => blocks))]
    return `${capital(problems.map(({ says }) => says).join('; '))}. Not judged for that: ${blocked.join('; ')}.`
  },
  advise: ({ problems }) => [...new Set(problems.map(({ mend }) => mend))].join(' '),
})

const counted = ({ flaws }: CaptureFacts, ...kinds: readonly FlawKind[]): number =>
  flaws.reduce((sum, { kind, count }) => (kinds.includes(kind) ? sum + count : sum), 0)

const PROBLEMS: readonly ((capture: CaptureFacts, tally: Tally) => Problem | undefined)[] = [
  ({ droppedPackets }) =>
    droppedPackets > 0
      ? {
          name: 'drops',
          says: `packets dropped by the capturing machine: ${droppedPackets}`,
          blocks: 'loss, missing answers',
          mend: 'Give the capture a larger buffer (tcpdump -B 65536) or a filter.',
        }
      : undefined,
  (capture) => {
    const cut = counted(capture, 'snaplen-cut')
    return cut > 0
      ? {
          name: 'snaplen',
          says: `packets cut short: ${cut}`,
          blocks: 'headers and bodies at the end of messages, RTP payloads',
          mend: 'Capture whole packets (tcpdump -s 0).',
        }
      : undefined
  },
  (capture) => {
    const lost = counted(capture, 'tcp-segments-missing', 'ip-fragment-ignored', 'capture-damaged', 'capture-truncated')
    return capture.kind === 'capture' && lost > 0
      ? {
          name: 'gaps',
          says: `stretches that are missing or damaged: ${lost}`,
          blocks: 'messages that stood there',
          mend: 'Copy the file in binary mode, and capture where all packets pass.',
        }
      : undefined
  },
  ({ kind, timed, messages }) =>
    kind === 'capture' && messages > 0 && !timed
      ? {
          name: 'clock',
          says: 'the clock of the capture went backwards',
          blocks: 'everything that depends on times',
          mend: 'Keep the clock of the capturing machine by NTP, and merge captures by time (mergecap).',
        }
      : undefined,
  ({ kind, timed, messages, firstAt }) =>
    kind === 'text' && messages > 0 && !timed
      ? {
          name: 'no-times',
          says: firstAt === undefined ? 'the messages have no times' : 'times are missing or go backwards',
          blocks: 'everything that depends on times',
          mend: 'Send a log or capture with times.',
        }
      : undefined,
  ({ wholeSeconds, timed, messages }) =>
    wholeSeconds && timed && messages > 2
      ? {
          name: 'whole-seconds',
          says: 'times are whole seconds',
          blocks: 'delays below a second',
          mend: 'Let the log write milliseconds, or send a capture.',
        }
      : undefined,
  ({ hosts, messages }, { statuses }) => {
    // Requests alone may simply not have been answered.
    if (statuses.size === 0) return undefined
    const [sent, received] = [hosts.filter((one) => one.sent > 0), hosts.filter((one) => one.received > 0)]
    const oneWay = messages > 2 && sent.length > 0 && received.length > 0 && !sent.some((one) => received.includes(one))
    return oneWay
      ? {
          name: 'one-direction',
          says: 'only one direction of the signalling is there',
          blocks: 'whether anything was answered',
          mend: 'Capture where both directions pass, or mirror both.',
        }
      : undefined
  },
]

/** Figures of a capture; of text the first message, whose time is the one that is missing or coarse. */
function proofOf({ kind, endpoints }: CaptureFacts, problems: readonly Problem[]): Proof | undefined {
  if (kind === 'capture') return { kind: 'aggregate', figures: problems.map(({ says }) => says).join('; ') }
  const message = endpoints[0]?.message
  return message && { message }
}

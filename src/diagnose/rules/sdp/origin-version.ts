import type { Call, DescribedMessage } from '../../../model/call.ts'
import type { SessionDescription } from '../../../model/description.ts'
import { writerOf } from '../../facts/media-lines.ts'
import { senderOf } from '../../facts/session.ts'
import { rule, type Weight } from '../../rule.ts'

interface Values {
  readonly party: string
  readonly before: string
  readonly after: string
  readonly how: 'same' | 'back' | 'jump' | 'session'
}

export const originVersion = rule<'call', Values>({
  id: 'sdp.origin-version',
  category: 'compliance',
  severity: 'low',
  sources: ['RFC 3264 §8', 'RFC 8866 §5.2'],
  title: 'o= version does not follow the change of the description',
  examines: 'call',
  about: { described: true, signs: ['reoffered'] },
  meaning:
    'A side sends another description under the version it had before. A peer that compares versions ignores it: hold, resume or a new address then go unnoticed.',
  fires:
    'Two descriptions of one side of a dialog differ, and the version of the o= line is the same or lower. Info where it jumps, or the session id changes.',
  quiet: 'The same description again; a version one higher.',
  example: ['o=- 1000 1000 IN IP4 192.0.2.10', 'o=- 1000 1000 IN IP4 192.0.2.10'],
  recommendation:
    'Correct the side that changes the description without raising the o= version; often that is an SBC manipulation.',
  verify: 'Verify: each changed description of the dialog has an o= version one higher than the one before.',
  applies: ({ call }) => call.offerAnswers.length > 1,
  *check({ call }) {
    for (const [before, after] of successors(call)) {
      if (!before.description.complete || !after.description.complete) {
        yield { insufficient: 'message-cut' }
        continue
      }
      const [old, now] = [before.description.origin, after.description.origin]
      const how = old && now ? judge(before.description, after.description) : undefined
      if (!old || !now || how === undefined) continue
      const party = senderOf(call, after.message)
      yield {
        values: {
          party,
          before: `${old.sessionId} ${old.sessionVersion}`,
          after: `${now.sessionId} ${now.sessionVersion}`,
          how,
        },
        proof: [
          { message: before.message, sdp: old },
          { message: after.message, sdp: now },
        ],
        scope: [party, how],
        mends: after.message,
        ...(INFO[how] && { severity: INFO[how] }),
      }
    }
  },
  detail: ({ party, before, after, how }) =>
    `The ${party} sent o= id and version ${before}, then a changed description with ${after}. ${MEANS[how]}`,
})

const MEANS: Readonly<Record<Values['how'], string>> = {
  same: 'The version did not rise, so a peer may take it for the old one.',
  back: 'The version went down, so a peer may take it for an old one.',
  jump: 'The version rose by more than one.',
  session: 'The session id changed within the dialog, as behind a gateway or after a fork.',
}

const INFO: Readonly<Partial<Record<Values['how'], Weight>>> = {
  jump: { level: 'info', because: 'Many stacks count by the clock, and peers accept it' },
  session: { level: 'info', because: 'Usual where another device answers within the dialog' },
}

/**
 * Each description with the one the same side of the same dialog sent before it on that way, once: on the hop next to the
 * side that wrote it. What proxies and gateways make of it on the next hop is another form of the same.
 */
function successors(call: Call): Iterable<readonly [DescribedMessage, DescribedMessage]> {
  const last = new Map<string, DescribedMessage>()
  const found = new Map<string, readonly [DescribedMessage, DescribedMessage]>()
  for (const { offer, answer, hop } of call.offerAnswers) {
    const { fromTag, toTag, cseq } = (answer ?? offer).message
    const dialog = [fromTag ?? '', toTag ?? ''].sort().join('|')
    for (const side of answer ? [offer, answer] : [offer]) {
      const isOfRequest = side.message.kind === 'request'
      const writer = `${dialog}|${writerOf(side.message)}`
      const way = `${isOfRequest ? hop : hop.split('>').reverse().join('>')}|${writer}`
      const before = last.get(way)
      last.set(way, side)
      if (!before || before.message === side.message) continue
      const told = `${writer}|${side.message.kind}|${cseq?.number} ${cseq?.method}`
      // A request passes the hop next to its sender first, a response last.
      if (!isOfRequest || !found.has(told)) found.set(told, [before, side])
    }
  }
  return found.values()
}

function judge(before: SessionDescription, after: SessionDescription): Values['how'] | undefined {
  const [old, now] = [before.origin!, after.origin!]
  if (old.sessionId !== now.sessionId || old.username !== now.username) return 'session'
  if (written(before) === written(after)) return undefined
  if (!/^\d{1,20}$/.test(old.sessionVersion) || !/^\d{1,20}$/.test(now.sessionVersion)) return undefined
  const step = BigInt(now.sessionVersion) - BigInt(old.sessionVersion)
  if (step === 0n) return 'same'
  if (step < 0n) return 'back'
  return step > 1n ? 'jump' : undefined
}

/** What counts as the description besides its o= line. */
const written = ({ connection, attributes, media }: SessionDescription): string =>
  [
    connection?.text,
    ...attributes.map(({ text }) => text),
    ...media.flatMap((line) => [line.text, line.connection?.text, ...line.attributes.map(({ text }) => text)]),
  ]
    .map((text) => text?.trim())
    .join('\n')

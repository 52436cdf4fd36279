import type { Call, Transaction } from '../../../model/call.ts'
import type { SipMessage, SipResponse } from '../../../model/message.ts'
import type { RtpStream } from '../../../model/stream.ts'
import { isTimeLeft } from '../../facts/input-end.ts'
import { initialInvites } from '../../facts/outcome.ts'
import { mediaAddress, place } from '../../facts/session.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'
import { FORK_SILENT_US } from '../../thresholds/dialog.ts'

interface Values {
  readonly tags: number
  readonly statuses: readonly number[]
  readonly answers: number
  readonly trouble: 'second-answer' | 'loser-heard' | undefined
}

export const earlyForking = rule<'call', Values>({
  id: 'dialog.early-forking',
  category: 'signaling',
  severity: 'info',
  sources: ['RFC 3261 §13.2.2.4', 'RFC 3960 §3', 'RFC 6337 §3.1.2'],
  title: 'The call forked',
  examines: 'call',
  about: { methods: ['INVITE'] },
  marks: { statuses: [1, 2], signs: ['forked', 'cut'] },
  issues: ['fork', 'forking'],
  meaning:
    'The INVITE reached several devices, or one after the other: each answers with a To tag of its own and may describe its own media.',
  fires:
    'Provisionals or 2xx to one INVITE carry more than one To tag. Medium where the caller still hears a fork that lost 2 s after the answer; high where a second 2xx is not ended with ACK and BYE.',
  quiet: 'One To tag.',
  example: ['SIP/2.0 180 Ringing', 'To: <sip:bob@example.com>;tag=a1', 'To: <sip:bob@example.com>;tag=b2'],
  recommendation:
    'Let the caller follow the fork that answered: Asterisk PJSIP follow_early_media_fork=yes and accept_multiple_sdp_answers=yes, or fork one after the other.',
  verify: 'Verify: after the 2xx only the media of the fork that sent it is heard.',
  *check({ call }, { capture }) {
    for (const invite of nearest(call)) {
      const heard = [...invite.provisionals.filter(({ status }) => status > 100), ...answersOf(invite)]
      const tagged = heard.filter(({ toTag }) => toTag !== undefined)
      const byTag = Map.groupBy(tagged, ({ toTag }) => toTag!)
      if (byTag.size < 2) {
        if (heard.some(({ toTag, complete }) => toTag === undefined && !complete)) yield { insufficient: 'message-cut' }
        continue
      }
      const trouble = isSecondKept(call, invite, capture)
        ? 'second-answer'
        : loserOf(call, invite)
          ? 'loser-heard'
          : undefined
      const proof = [...byTag.values()].slice(0, 5).map(([first]): Proof => ({ message: first! }))
      yield {
        values: {
          tags: byTag.size,
          statuses: [...new Set(tagged.map(({ status }) => status))],
          answers: new Set(answersOf(invite).map(({ toTag }) => toTag)).size,
          trouble,
        },
        proof: [proof[0]!, ...proof.slice(1)],
        scope: [trouble ?? 'forked'],
        mends: invite.request,
        ...(trouble && { severity: WEIGHTS[trouble] }),
      }
    }
  },
  detail: ({ tags, statuses, answers, trouble }) => {
    const what = `${tags} devices or servers answered one INVITE (${statuses.join(', ')}).`
    if (trouble === 'second-answer')
      return `${what} ${answers} of them with 2xx, and the caller did not end the second call with ACK and BYE.`
    return trouble ? `${what} The caller still gets the media of one that lost.` : what
  },
  advise: ({ trouble }) =>
    trouble === 'second-answer'
      ? 'The caller must acknowledge every 2xx and end all but one with BYE (RFC 3261 §13.2.2.4).'
      : 'Let the caller follow the fork that answered: Asterisk PJSIP follow_early_media_fork=yes and accept_multiple_sdp_answers=yes, or fork one after the other.',
})

const WEIGHTS: Readonly<Record<NonNullable<Values['trouble']>, Weight>> = {
  'second-answer': { level: 'high', because: 'A second call stays up' },
  'loser-heard': { level: 'medium', because: 'Media of a fork that lost goes on' },
}

/** As the hop nearest to the caller shows it: further down each branch is an INVITE of its own. */
function nearest(call: Call): readonly Transaction[] {
  const from = call.invite?.source?.address
  return initialInvites(call).filter(({ request }) => request.source?.address === from)
}

const answersOf = ({ finals }: Transaction): readonly SipResponse[] => finals.filter(({ status }) => status < 300)

/** Another fork answered as well, and the caller had time to end it. */
function isSecondKept(call: Call, invite: Transaction, capture: Parameters<typeof isTimeLeft>[1]): boolean {
  const [first, ...others] = answersOf(invite)
  const second = others.find(({ toTag }) => toTag !== first!.toTag)
  if (!second || !isTimeLeft(second, capture)) return false
  const asked = (method: string): boolean =>
    call.messages.some((one) => one.kind === 'request' && one.method === method && isOf(one, second))
  return !(asked('ACK') && asked('BYE'))
}

const isOf = (request: SipMessage, { toTag }: SipResponse): boolean =>
  request.toTag === toTag || request.fromTag === toTag

/** A stream from where a fork that did not answer has its media, which outlasts the answer and outweighs the winner's. */
function loserOf({ streams, answer }: Call, invite: Transaction): RtpStream | undefined {
  const since = answer?.at
  if (since === undefined || streams.length === 0) return undefined
  const placesOf = (response: SipResponse): readonly string[] =>
    (response.description?.media ?? []).flatMap((media) => {
      const address = mediaAddress(media, response.description!)
      return media.port === 0 || address === undefined ? [] : [place({ address, port: media.port })]
    })
  const [won, lost] = [new Set<string>(), new Set<string>()]
  for (const one of [...invite.provisionals, ...answersOf(invite)])
    for (const where of placesOf(one)) (one.toTag === answer?.toTag ? won : lost).add(where)
  const from = (places: ReadonlySet<string>): readonly RtpStream[] =>
    streams.filter(({ source, lastAt }) => places.has(place(source)) && lastAt >= since + FORK_SILENT_US)
  const winner = Math.max(0, ...from(won).map(({ packets }) => packets))
  return from(lost.difference(won)).find(({ packets }) => packets > winner)
}

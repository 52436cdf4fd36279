import { holdsOf } from '../../../correlate/holds.ts'
import { streamPlacesOf } from '../../../correlate/quality/attribution.ts'
import type { Call } from '../../../model/call.ts'
import type { Party } from '../../../model/call-facts.ts'
import type { Hold } from '../../../model/dialog.ts'
import type { SipMessage } from '../../../model/message.ts'
import { MICROS_PER_SECOND } from '../../../model/time.ts'
import { type Proof, rule } from '../../rule.ts'

interface Told {
  readonly by: Party
  readonly how: Hold['how']
  readonly seconds: number | undefined
  readonly resumed: boolean
  /** RTP of the holding side during the hold; undefined where no media was captured. */
  readonly music: boolean | undefined
}

interface Values {
  readonly holds: readonly Told[]
}

/** A hold is told one by one up to so many. Chosen by us. */
const TOLD = 10

export const holdResume = rule<'call', Values>({
  id: 'sdp.hold-resume',
  category: 'general',
  severity: 'info',
  sources: ['RFC 3264 §8.4', 'RFC 6337 §5.3'],
  title: 'Hold and resume',
  examines: 'call',
  about: { described: true },
  issues: ['hold', 'resume', 'music'],
  meaning: 'When the call was on hold, by whom, how long, and whether music was sent meanwhile.',
  fires: 'A re-INVITE or UPDATE puts the other side on hold.',
  quiet: 'Calls that begin one-way.',
  example: ['a=sendonly', 'a=sendrecv'],
  recommendation: '',
  marks: { signs: ['reoffered'] },
  *check({ call }) {
    if (call.offerAnswers.some(({ offer }) => !offer.description.complete)) yield { insufficient: 'message-cut' }
    const holds = holdsOf(call).filter(({ initial }) => !initial)
    if (holds.length === 0) return
    const proof = holds
      .slice(0, TOLD)
      .flatMap(({ begun, resumed }) => [...lineOf(begun), ...(resumed ? lineOf(resumed) : [])])
    yield {
      values: { holds: holds.slice(0, TOLD).map((hold) => toldOf(hold, call)) },
      proof: [{ message: holds[0]!.begun }, ...proof],
      scope: [...new Set(holds.map(({ by, how }) => `${by} ${how}`))],
    }
  },
  detail: ({ holds }) => holds.map(sentence).join(' '),
})

function toldOf(hold: Hold, call: Call): Told {
  const { by, how, from, until, resumed } = hold
  const seconds = from === undefined || until === undefined ? undefined : (until - from) / MICROS_PER_SECOND
  return {
    by,
    how,
    seconds,
    resumed: resumed !== undefined,
    music: call.streams.length > 0 ? hasMusic(hold, call) : undefined,
  }
}

/** The side that holds goes on sending for a second and more. */
const hasMusic = ({ by, from, until }: Hold, call: Call): boolean =>
  from !== undefined &&
  streamPlacesOf(call).some(
    (one) =>
      one.by === by &&
      Math.min(one.stream.lastAt, until ?? one.stream.lastAt) - Math.max(one.stream.firstAt, from) >= MICROS_PER_SECOND,
  )

function sentence({ by, how, seconds, resumed, music }: Told): string {
  const way = how === 'zero-address' ? 'c=0.0.0.0' : `a=${how}`
  const time = seconds === undefined ? '' : ` for ${seconds.toFixed(1)} s`
  const end = resumed ? ', then resumed' : seconds === undefined ? '; its end is not in the input' : ', to the end'
  const heard =
    music === undefined ? '' : music ? ' Music or other audio was sent meanwhile.' : ' It sent no audio meanwhile.'
  return `The ${by} put the call on hold with ${way}${time}${end}.${heard}`
}

/** The line that says so: of audio its direction, else its m-line. */
function lineOf(message: SipMessage): readonly Proof[] {
  const media = message.description?.media.find(({ kind }) => kind === 'audio') ?? message.description?.media[0]
  if (!media) return []
  const direction = media.attributes.find(({ name }) => /^(?:sendrecv|sendonly|recvonly|inactive)$/.test(name))
  return [{ message, sdp: direction ?? media.connection ?? media }]
}

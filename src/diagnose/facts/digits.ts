import { dtmfOf } from '../../correlate/quality/dtmf.ts'
import type { Call, Transaction } from '../../model/call.ts'
import type { Codec, MediaDescription } from '../../model/description.ts'
import { header } from '../../model/message.ts'
import { lastFew } from './last-few.ts'
import { type AgreedAudio, agreedAudio } from './session.ts'
import { platformIn } from './voice-agent.ts'

/** What was dialled in a call. Which digits stays in here: sentences and evidence tell how many. */
export const digitsIn = lastFew(dtmfOf)

/** Formats of an m-line for telephone events (RFC 4733). */
export const eventCodecs = ({ codecs }: MediaDescription): readonly Codec[] =>
  codecs.filter(({ encoding }) => encoding?.toLowerCase() === 'telephone-event')

/** The first audio that both sides agreed on. */
export const firstAudio = (call: Call): AgreedAudio | undefined =>
  call.offerAnswers.flatMap((exchange) => (exchange.state === 'answered' ? agreedAudio(exchange) : []))[0]

/** INFOs with digits. */
export const digitInfos = ({ transactions }: Call): readonly Transaction[] =>
  transactions.filter(
    ({ method, request }) =>
      method === 'INFO' && /dtmf|telephone-event/i.test(header(request, 'content-type')?.value ?? ''),
  )

/** Somebody did send digits by INFO and was refused, or a machine that asks for keys is at the other end: they are needed. */
export const needsDigits = (call: Call): boolean => digitInfos(call).some(isRefused) || isWithAgent(call)

const isRefused = ({ final }: Transaction): boolean => final !== undefined && final.status >= 400

/** A platform for voice agents is one of the two ends, as the signalling shows it. */
export const isWithAgent = (call: Call): boolean => platformIn(call) !== undefined

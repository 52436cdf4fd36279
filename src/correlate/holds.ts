import type { Call, DescribedMessage, Dialog, OfferAnswer } from '../model/call.ts'
import type { Party } from '../model/call-facts.ts'
import type { MediaDescription } from '../model/description.ts'
import type { Hold } from '../model/dialog.ts'
import { addressOf, isZeroAddress, type Line, linesOf } from './agreements.ts'
import { remembered } from './remembered.ts'

type How = Hold['how']

/**
 * When each side of each dialog had the other on hold (RFC 3264 §8.4, RFC 6337 §5.3), in the order they began; each once,
 * however many hops were captured. It is told by audio, or by what there is where there is no audio.
 */
export const holdsOf = remembered((call: Call): readonly Hold[] => {
  const lines = new Map<Dialog, Line>()
  for (const line of linesOf(call)) {
    const known = line.dialog && lines.get(line.dialog)
    if (line.dialog && (!known || line.exchanges.length > known.exchanges.length)) lines.set(line.dialog, line)
  }
  return [...lines].flatMap(([dialog, line]) => holdsIn(dialog, line)).sort((a, b) => a.begun.number - b.begun.number)
})

function holdsIn(dialog: Dialog, { exchanges }: Line): readonly Hold[] {
  const answered = exchanges.filter(({ state }) => state === 'answered')
  const found: Hold[] = []
  const open = new Map<Party, Hold>()
  for (const exchange of answered) {
    for (const { by, how, message } of sidesOf(exchange, dialog)) {
      const known = open.get(by)
      if (known && how === 'none') {
        found.push({ ...known, resumed: message, until: exchange.answer?.message.at })
        open.delete(by)
      }
      if (known || how === 'none' || how === 'unchanged') continue
      const initial = exchange === answered[0] && !dialog.startsBefore
      const from = exchange.answer?.message.at
      open.set(by, { dialog, by, how, begun: message, resumed: undefined, from, until: undefined, initial })
    }
  }
  for (const hold of open.values()) found.push({ ...hold, until: dialog.end?.at })
  return found
}

/** What an exchange says of each side: whether it holds the other. */
function sidesOf({ offer, answer, media, offererTag }: OfferAnswer, dialog: Dialog) {
  const offerer: Party = offererTag === dialog.fromTag ? 'caller' : 'callee'
  const answerer: Party = offerer === 'caller' ? 'callee' : 'caller'
  const used = media.filter((line) => line.offer.port !== 0 && line.answer !== undefined && line.answer.port !== 0)
  const line = used.find((one) => one.offer.kind === 'audio') ?? used[0]
  if (!line?.answer || !answer) return []
  return [
    { by: offerer, how: howOf(line.offer, offer), message: offer.message },
    { by: answerer, how: answeredHow(line.offer, line.answer, answer), message: answer.message },
  ]
}

/** `none`: it wants to hear the other. */
function howOf(media: MediaDescription, { description }: DescribedMessage): How | 'none' {
  if (isZeroAddress(addressOf(media, description))) return 'zero-address'
  return media.direction === 'sendonly' || media.direction === 'inactive' ? media.direction : 'none'
}

/** Where the offer takes no media, an answer cannot but say so too, which tells nothing of who answers (RFC 3264 §6.1). */
function answeredHow(
  offer: MediaDescription,
  answer: MediaDescription,
  said: DescribedMessage,
): How | 'none' | 'unchanged' {
  const how = howOf(answer, said)
  if (how === 'zero-address' || how === 'none') return how
  const could = offer.direction === 'sendrecv' || offer.direction === 'sendonly'
  return could ? how : 'unchanged'
}

import { isPublic } from '../../../model/address.ts'
import { bothLines } from '../../facts/media-lines.ts'
import { agreedAudio, mediaAddress } from '../../facts/session.ts'
import { rule, type Weight } from '../../rule.ts'

interface Values {
  readonly address: string
  readonly silent: boolean
}

export const publicAddressHairpin = rule<'offerAnswer', Values>({
  id: 'nat.public-address-hairpin',
  category: 'nat',
  severity: 'low',
  sources: ['RFC 4787 §6', 'RFC 5389 §15.1'],
  title: 'Both sides send media to one public address',
  examines: 'offerAnswer',
  about: { described: true },
  meaning:
    'Two phones behind one router send each other their media by its public address. Many routers do not send packets back inside (hairpinning).',
  fires:
    'Offer and answer of one hop name the same public media address with different ports. High where RTP was captured but none of this call.',
  quiet: 'Different or private addresses; descriptions with ICE candidates.',
  example: ['c=IN IP4 198.51.100.4', 'c=IN IP4 198.51.100.4'],
  recommendation:
    'Let phones of one site exchange media by their local addresses (local networks in the PBX, or ICE), or let the PBX relay it.',
  recipe: 'nat-media',
  marks: [{ unusual: true }, { signs: ['one-address'] }],
  *check({ exchange, call }, { capture }) {
    if (exchange.answer && !exchange.answer.description.complete) yield { insufficient: 'message-cut' }
    for (const pair of agreedAudio(exchange)) {
      const [mine, theirs] = [
        mediaAddress(pair.offer, exchange.offer.description),
        mediaAddress(pair.answer, exchange.answer!.description),
      ]
      if (mine === undefined || mine !== theirs || !isPublic(mine) || pair.offer.port === pair.answer.port) continue
      const ice = [pair.offer, pair.answer].some((line) => line.attributes.some(({ name }) => name === 'candidate'))
      if (ice) continue
      const silent = call.final && call.streams.length === 0 && capture.rtpPackets > 0
      const severity: Weight = { level: 'high', because: 'RTP was captured, and none of this call' }
      yield {
        values: { address: mine, silent },
        proof: bothLines(pair),
        scope: [],
        mends: exchange.answer!.message,
        confidence: 0.7,
        ...(silent && { severity }),
      }
    }
  },
  detail: ({ address, silent }) =>
    `Offer and answer both name ${address} for their audio: the media has to turn round in the router.${silent ? ' No RTP of this call was captured.' : ''}`,
})

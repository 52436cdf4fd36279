import { isPrivate, isPublic } from '../../model/address.ts'
import type { Call, CaptureFacts, DescribedMessage } from '../../model/call.ts'
import type { MediaDescription } from '../../model/description.ts'
import type { SipMessage } from '../../model/message.ts'
import { viasOf } from './forwarding.ts'
import { type AgreedAudio, mediaAddress } from './session.ts'

/** Hosts that have media with one host alone: two of them make that one a hub, such as a PBX or SBC. */
const HUB_LEAVES = 2

/**
 * The host whose RTP in the capture shows that the agreed audio would be seen if it flowed; undefined where it may go another
 * way. That a phone has media with its PBX proves nothing of a call whose media goes straight to another phone. What does:
 * RTP between the same two hosts; signalling that goes straight between them, and RTP of either; RTP of a host that others
 * reach only by way of this tap.
 */
export function seenAtTap(call: Call, audio: AgreedAudio, { rtpPeers }: CaptureFacts): string | undefined {
  const { exchange } = audio
  const offerer = hostsOf(audio.offer, exchange.offer)
  const answerer = hostsOf(audio.answer, exchange.answer!)
  const pair = offerer.find((one) => answerer.some((other) => rtpPeers.get(one)?.has(other)))
  if (pair !== undefined) return pair
  const both = [...answerer, ...offerer]
  if (isStraight(exchange.offer.message, offerer, answerer)) {
    const heard = both.find((host) => rtpPeers.has(host))
    if (heard !== undefined) return heard
  }
  const carriers = new Set(call.messages.flatMap(({ source, destination }) => [source?.address, destination?.address]))
  return both.find((host) => {
    let leaves = 0
    for (const other of rtpPeers.get(host) ?? []) if (!carriers.has(other) && rtpPeers.get(other)?.size === 1) leaves++
    return leaves >= HUB_LEAVES
  })
}

/** Where its media comes from: the address it declares, and the one a translator gives to what it sends itself. */
function hostsOf(media: MediaDescription, { message, description }: DescribedMessage): readonly string[] {
  const declared = mediaAddress(media, description)
  if (declared === undefined) return []
  const seen = message.source?.address
  const isOwn = message.kind === 'request' && viasOf(message).length === 1
  return isOwn && seen !== undefined && isPrivate(declared) && isPublic(seen) ? [declared, seen] : [declared]
}

const isStraight = ({ source, destination }: SipMessage, from: readonly string[], to: readonly string[]): boolean =>
  source !== undefined && destination !== undefined && from.includes(source.address) && to.includes(destination.address)

import type { Call, Transaction } from '../../model/call.ts'
import type { SipRequest, SipResponse } from '../../model/message.ts'

export const isAccepted = ({ method, final }: Transaction): boolean =>
  method === 'INVITE' && final !== undefined && final.status < 300

/** Copies of a 2xx, per To tag: forked answers are different ones. */
export const copiesOf = ({ finals }: Transaction): readonly (readonly SipResponse[])[] => [
  ...Map.groupBy(
    finals.filter(({ status }) => status < 300),
    ({ toTag }) => toTag ?? '',
  ).values(),
]

/** Re-sends that follow the first fitting ACK on that hop, or all of them without one. */
export function resentAfterAck(copies: readonly SipResponse[], { acks }: Transaction): number {
  const first = acks.find((ack) => fits(ack, copies[0]!))
  return first ? copies.filter(({ number }) => number > first.number).length : copies.length - 1
}

/** CSeq and dialog of the 2xx (RFC 3261 §13.2.2.4). */
export const fits = (ack: SipRequest, answer: SipResponse): boolean =>
  ack.cseq?.number === answer.cseq?.number && ack.fromTag === answer.fromTag && ack.toTag === answer.toTag

/** Every ACK of the call after that answer, on whatever hop. */
export const acksAfter = (call: Call, answer: SipResponse): readonly SipRequest[] =>
  call.messages.filter(
    (message): message is SipRequest =>
      message.kind === 'request' && message.method === 'ACK' && message.number > answer.number,
  )

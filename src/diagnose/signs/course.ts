import type { Call, OfferAnswer, Transaction } from '../../model/call.ts'
import type { Endpoint } from '../../model/endpoint.ts'
import type { SipMessage, SipRequest, SipResponse } from '../../model/message.ts'
import { MICROS_PER_MS } from '../../model/time.ts'
import { fits } from '../facts/acknowledged.ts'
import { blindSpotOf } from '../facts/refusals.ts'
import { dropSignature } from '../facts/session-timers.ts'
import type { SignalingConversation } from '../rule.ts'
import { PDD_MS, SLOW_100_MS } from '../thresholds/signaling.ts'
import { USUAL_PORTS } from '../thresholds/transport.ts'

/** What the course of a conversation may show, by who sent what in which order. See `Marks.signs`. */
export const COURSE = {
  /** An ICMP error is about it. */
  icmp: 1 << 0,
  /** A request has no final response. */
  unanswered: 1 << 1,
  /** A request or a final response came more than once. */
  resent: 1 << 2,
  /** A final response to INVITE has no ACK that fits. */
  unacknowledged: 1 << 3,
  /** An INVITE was accepted. */
  accepted: 1 << 4,
  /** A final response that decides may be missing: the input ends before it, or begins after its request. */
  'cut-off': 1 << 5,
  /** More than one INVITE transaction. */
  'several-invites': 1 << 6,
  /** No call, or one whose INVITE is missing. */
  'no-invite': 1 << 7,
  /** No call, or one that was not answered. */
  'no-answer': 1 << 8,
  /** A call that was answered and has no BYE. */
  'no-bye': 1 << 9,
  /** A call that was answered and has one. */
  completed: 1 << 10,
  /** It is over, and nobody knows how it ended. */
  undecided: 1 << 11,
  /** More than one offer. */
  reoffered: 1 << 12,
  /** An offer of an image, as for fax. */
  image: 1 << 13,
  /** Offerer and answerer name one and the same address for media. */
  'one-address': 1 << 14,
  /** One CSeq in several transactions: forwarded, forked or tried again. */
  'same-cseq': 1 << 15,
  /** A request whose CSeq number does not rise, or a response that no request was found for. */
  'odd-cseq': 1 << 16,
  /** An ACK that does not fit its INVITE, or belongs to none. */
  'odd-ack': 1 << 17,
  /** A branch without the magic cookie, or one that several transactions share. */
  'odd-branch': 1 << 18,
  /** A response goes elsewhere than its request came from. */
  elsewhere: 1 << 19,
  /** A request goes between two ports neither of which is known to be SIP's. */
  'odd-port': 1 << 20,
  /** Neither an INVITE nor a REGISTER request is there. */
  unasked: 1 << 21,
  /** All messages are requests, or all are responses. */
  'one-sided': 1 << 22,
  /** A request comes from a third host. */
  relayed: 1 << 23,
  /** Events or encrypted media in a stream. */
  events: 1 << 24,
  /** The input tells no times that can be used. */
  untimed: 1 << 25,
  /** No call, or tags in it that are not those of its INVITE and answer, the one side's way round or the other's. */
  'odd-tags': 1 << 26,
  /** Responses to one INVITE have several To tags. */
  forked: 1 << 27,
  /** An INVITE was first answered, or first heard to ring, after a time that a rule calls long; or nobody knows when. */
  'slow-start': 1 << 28,
  /** From answer to BYE a time at which timers end calls. */
  'round-duration': 1 << 29,
} as const

/** Compared one with another up to so many; what has more shows whatever comparing would tell. Chosen by us: a call has three. */
const COMPARED = 12

const NO_CALL = COURSE['no-invite'] | COURSE['no-answer'] | COURSE['odd-tags']

/** All signs of `COURSE` that may be there, as bits. `timed`: the input tells times that can be used. */
export function courseOf(conversation: SignalingConversation, timed: boolean): number {
  const { transactions, messages } = conversation
  let signs = conversation.kind === 'call' ? callOf(conversation) : NO_CALL
  if (!timed) signs |= COURSE.untimed
  if (conversation.icmpErrors && conversation.icmpErrors.length > 0) signs |= COURSE.icmp
  let [invites, answers, acks] = [0, 0, 0]
  for (let index = 0; index < transactions.length; index++) {
    const transaction = transactions[index]!
    answers += transaction.provisionals.length + transaction.finals.length
    acks += transaction.acks.length
    if (transaction.method === 'INVITE') {
      if (++invites > 1) signs |= COURSE['several-invites']
      signs |= inviteOf(transaction)
    }
    signs |= transactionOf(transaction)
    if (index < COMPARED)
      for (let before = 0; before < index; before++) signs |= comparison(transaction, transactions[before]!)
  }
  if (transactions.length === 0) signs |= COURSE['odd-port']
  if (transactions.length > COMPARED) signs |= COURSE['same-cseq'] | COURSE['odd-cseq'] | COURSE['odd-branch']
  if (blindSpotOf(conversation)) signs |= COURSE['cut-off']
  return signs | messagesOf(messages, answers, acks)
}

function callOf(call: Call): number {
  const { invite, answer, bye, final, outcome, offerAnswers, streams } = call
  let signs = invite ? 0 : COURSE['no-invite']
  if (!answer) signs |= COURSE['no-answer']
  else signs |= bye ? COURSE.completed : COURSE['no-bye']
  if (final && !answer && outcome === 'unknown') signs |= COURSE.undecided
  if (answer?.at !== undefined && bye?.at !== undefined && dropSignature(bye.at - answer.at))
    signs |= COURSE['round-duration']
  if (!haveSameTags(call)) signs |= COURSE['odd-tags']
  if (offerAnswers.length > 1) signs |= COURSE.reoffered
  for (const exchange of offerAnswers) signs |= exchangeOf(exchange)
  for (const { secure, events } of streams)
    if (secure || (events !== undefined && events.begun > 0)) signs |= COURSE.events
  return signs
}

/** Requests within the dialog of INVITE and answer have its tags as their sender writes them, and so have their responses. */
function haveSameTags({ invite, answer, transactions }: Call): boolean {
  if (!invite || !answer) return false
  const [caller, callee] = [invite.fromTag, answer.toTag]
  for (const { request, provisionals, finals } of transactions) {
    const { fromTag, toTag } = request
    if (toTag === undefined) continue
    const isCallers = fromTag === caller && toTag === callee
    const isCallees = fromTag === callee && toTag === caller && request.source?.address !== invite.source?.address
    if (!isCallers && !isCallees) return false
    for (const response of provisionals) if (response.toTag !== toTag) return false
    for (const response of finals) if (response.toTag !== toTag) return false
  }
  return true
}

function exchangeOf({ offer, answer }: OfferAnswer): number {
  let signs = 0
  for (const { kind } of offer.description.media) if (kind === 'image') signs |= COURSE.image
  if (!answer) return signs
  for (const { connection } of offer.description.media) {
    const address = (connection ?? offer.description.connection)?.address
    for (const other of answer.description.media)
      if (address === (other.connection ?? answer.description.connection)?.address) signs |= COURSE['one-address']
  }
  return signs
}

function transactionOf({ request, requests, provisionals, finals, final }: Transaction): number {
  let signs = final ? 0 : COURSE.unanswered
  if (requests.length > 1 || finals.length > 1) signs |= COURSE.resent
  const { source, destination, branch } = request
  if (!isUsual(source) && !isUsual(destination)) signs |= COURSE['odd-port']
  if (branch === undefined || !branch.startsWith('z9hG4bK')) signs |= COURSE['odd-branch']
  if (request.cseq === undefined) signs |= COURSE['odd-cseq']
  if (!areBack(provisionals, source) || !areBack(finals, source)) signs |= COURSE.elsewhere
  return signs
}

const isUsual = (endpoint: Endpoint | undefined): boolean =>
  endpoint?.port !== undefined && USUAL_PORTS.has(endpoint.port)

function areBack(responses: readonly SipResponse[], source: Endpoint | undefined): boolean {
  for (const { destination } of responses) {
    if (destination === undefined || source === undefined) return false
    if (destination !== source && (destination.address !== source.address || destination.port !== source.port))
      return false
  }
  return true
}

function inviteOf(transaction: Transaction): number {
  const { request, final, finals, acks } = transaction
  const begun = beginningOf(transaction)
  if (!final) return begun
  const accepted = final.status < 300
  let signs = accepted ? begun | COURSE.accepted : begun
  let fitting = false
  for (const ack of acks) {
    if (!accepted || fits(ack, finals[0]!)) fitting = true
    if (accepted ? ack.branch === request.branch : ack.branch !== request.branch || !isSameTarget(ack, request))
      signs |= COURSE['odd-ack']
  }
  if (!fitting) signs |= COURSE.unacknowledged
  return signs
}

/** How soon an INVITE was answered, and by how many. */
function beginningOf({ request, provisionals, finals }: Transaction): number {
  let [signs, tag, heard] = [0, undefined as string | undefined, false]
  const first = provisionals[0] ?? finals[0]
  if (first && !isWithin(request, first, SLOW_100_MS)) signs |= COURSE['slow-start']
  for (const list of [provisionals, finals]) {
    for (const response of list) {
      const { status, toTag } = response
      if (status === 100) continue
      if (!heard && !isWithin(request, response, PDD_MS)) signs |= COURSE['slow-start']
      heard = true
      if (status >= 300 || toTag === undefined) continue
      if (tag !== undefined && tag !== toTag) signs |= COURSE.forked
      tag = toTag
    }
  }
  return heard ? signs : signs | COURSE['slow-start']
}

const isWithin = ({ at: from }: SipMessage, { at: to }: SipMessage, ms: number): boolean =>
  from !== undefined && to !== undefined && to - from <= ms * MICROS_PER_MS

const isSameTarget = (ack: SipRequest, invite: SipRequest): boolean => ack.requestUri === invite.requestUri

/** Of a transaction and one before it. */
function comparison(one: Transaction, before: Transaction): number {
  const [a, b] = [before.request, one.request]
  let signs = 0
  if (one.method === before.method && a.cseq?.number === b.cseq?.number) signs |= COURSE['same-cseq']
  if (a.branch === b.branch) signs |= COURSE['odd-branch']
  if (a.fromTag === b.fromTag && one.hop === before.hop && (b.cseq?.number ?? 0) <= (a.cseq?.number ?? 0))
    signs |= COURSE['odd-cseq']
  return signs
}

/** `answers` and `acks` are those that belong to transactions. */
function messagesOf(messages: readonly SipMessage[], answers: number, acks: number): number {
  const [from, to] = [messages[0]?.source?.address, messages[0]?.destination?.address]
  let [signs, responses] = [COURSE.unasked as number, 0]
  for (const message of messages) {
    if (message.kind === 'response') {
      responses++
      continue
    }
    if (message.method === 'ACK') acks--
    else if (message.method === 'INVITE' || message.method === 'REGISTER') signs &= ~COURSE.unasked
    const address = message.source?.address
    if (address !== from && address !== to) signs |= COURSE.relayed
  }
  if (responses === 0 || responses === messages.length) signs |= COURSE['one-sided']
  if (responses !== answers) signs |= COURSE['odd-cseq']
  if (acks !== 0) signs |= COURSE['odd-ack']
  return signs
}

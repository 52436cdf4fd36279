import type { Conversation, OfferAnswer } from '../model/call.ts'
import { countsOf, type SubjectCounts } from './coverage.ts'
import type { SignalingConversation, SubjectKind, Subjects } from './rule.ts'

/** What is no part of a conversation. */
type Apart = 'joinedCall' | 'log' | 'tls' | 'capture'
const APART: ReadonlySet<SubjectKind> = new Set<Apart>(['joinedCall', 'log', 'tls', 'capture'])
const isApart = (kind: SubjectKind): kind is Apart => APART.has(kind)

type OfKind<Kind extends SubjectKind> = (conversation: SignalingConversation) => readonly Subjects[Kind][]

/** How a conversation falls apart into what rules examine. */
const PARTS: { readonly [Kind in Exclude<SubjectKind, Apart | 'stream'>]: OfKind<Kind> } = {
  message: (conversation) => conversation.messages.map((message) => ({ message, conversation })),
  conversation: (conversation) => [{ conversation }],
  transaction: (conversation) => conversation.transactions.map((transaction) => ({ transaction, conversation })),
  call: (conversation) => (conversation.kind === 'call' ? [{ call: conversation }] : []),
  registration: (conversation) => (conversation.kind === 'registration' ? [{ registration: conversation }] : []),
  exchange: (conversation) => (conversation.kind === 'exchange' ? [{ exchange: conversation }] : []),
  offerAnswer: (conversation) =>
    conversation.kind === 'call' ? conversation.offerAnswers.map((exchange) => ({ exchange, call: conversation })) : [],
  description: (conversation) => (conversation.kind === 'call' ? descriptionsOf(conversation) : []),
}

function descriptionsOf(call: Extract<Conversation, { kind: 'call' }>): Subjects['description'][] {
  return call.offerAnswers.flatMap((exchange) => [
    { ...exchange.offer, role: 'offer' as const, exchange, call },
    ...(exchange.answer ? [{ ...exchange.answer, role: 'answer' as const, exchange, call }] : []),
  ])
}

/** Everything of that kind in a conversation. */
export function subjectsOf(kind: SubjectKind, conversation: Conversation): readonly Subjects[SubjectKind][] {
  if (kind === 'stream') return streamsOf(conversation)
  if (isApart(kind) || conversation.kind === 'orphan-streams') return []
  return PARTS[kind](conversation)
}

/** How many there are of each kind, without taking the conversation apart. */
export function countsIn(conversation: Conversation): SubjectCounts {
  if (conversation.kind === 'orphan-streams') return countsOf({ stream: conversation.streams.length })
  const call = conversation.kind === 'call' ? conversation : undefined
  return {
    message: conversation.messages.length,
    conversation: 1,
    transaction: conversation.transactions.length,
    call: call ? 1 : 0,
    registration: conversation.kind === 'registration' ? 1 : 0,
    exchange: conversation.kind === 'exchange' ? 1 : 0,
    offerAnswer: call?.offerAnswers.length ?? 0,
    description: call ? describedIn(call.offerAnswers) : 0,
    stream: call?.streams.length ?? 0,
    joinedCall: 0,
    log: 0,
    tls: 0,
    capture: 0,
  }
}

/** Offers, and the answers there are. */
function describedIn(exchanges: readonly OfferAnswer[]): number {
  let count = exchanges.length
  for (const { answer } of exchanges) if (answer) count++
  return count
}

/** The same, each kind taken apart once and only when asked for. */
export function createSubjects(conversation: Conversation): (kind: SubjectKind) => readonly Subjects[SubjectKind][] {
  const parts: { [kind in SubjectKind]?: readonly Subjects[SubjectKind][] } = {}
  return (kind) => {
    parts[kind] ??= subjectsOf(kind, conversation)
    return parts[kind]
  }
}

/** Kinds of subject that such a conversation can hold. */
export const subjectKindsOf = (kind: Conversation['kind']): readonly SubjectKind[] => KINDS[kind]

const KINDS: Readonly<Record<Conversation['kind'], readonly SubjectKind[]>> = {
  call: ['message', 'conversation', 'transaction', 'call', 'offerAnswer', 'description', 'stream'],
  registration: ['message', 'conversation', 'transaction', 'registration'],
  exchange: ['message', 'conversation', 'transaction', 'exchange'],
  'orphan-streams': ['stream'],
}

function streamsOf(conversation: Conversation): Subjects['stream'][] {
  if (conversation.kind === 'orphan-streams') return conversation.streams.map((stream) => ({ stream, call: undefined }))
  return conversation.kind === 'call' ? conversation.streams.map((stream) => ({ stream, call: conversation })) : []
}

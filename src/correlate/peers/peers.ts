import type { Call, Conversation, Transaction } from '../../model/call.ts'
import type { Complain } from '../../model/flaw.ts'
import type { PeerRecord } from '../../model/peers.ts'
import { millisBetween } from '../../model/time.ts'
import { EFFECTIVE, INEFFECTIVE, isChallenge, isLeftOut, reachedCallee } from '../attempts.ts'
import { CAPS, type Caps } from '../caps.ts'
import { partiesOf } from '../parties.ts'
import { addFigures, addTime, countFinal, type Figures, newFigures, peerRecord } from './figures.ts'

/** Counts how calls and requests fare between hosts, conversation by conversation when each is final. */
export interface Peers {
  add(conversation: Conversation): void
  /** Towards each host, the busiest first, then between each two. */
  list(): readonly PeerRecord[]
}

interface Destination {
  readonly pairs: Map<string, Figures>
  /** Of the senders beyond the cap. */
  others: Figures | undefined
}

/**
 * Only the ways between two hosts are kept; what goes to one host is their sum. Past `caps.peers` ways the others to a host that
 * is known are counted together, without their sender; past `caps.peerHosts` hosts nothing more is (`peers-capped` both times).
 */
export function createPeers(
  complain: Complain,
  caps: Pick<Caps, 'peers' | 'peerHosts' | 'peerAttempts'> = CAPS,
): Peers {
  const destinations = new Map<string, Destination>()
  let ways = 0
  let spans = 0

  const figuresOf = (from: string, to: string, where: Transaction): Figures | undefined => {
    let destination = destinations.get(to)
    if (!destination) {
      if (destinations.size >= caps.peerHosts) {
        complain('peers-capped', `${from} > ${to}`, where.request.origin)
        return undefined
      }
      destination = { pairs: new Map(), others: undefined }
      destinations.set(to, destination)
    }
    const known = destination.pairs.get(from)
    if (known) return known
    if (ways >= caps.peers) {
      complain('peers-capped', `${from} > ${to}`, where.request.origin)
      destination.others ??= newFigures()
      return destination.others
    }
    ways++
    const made = newFigures()
    destination.pairs.set(from, made)
    return made
  }

  /** One request with its answers. */
  const count = (transaction: Transaction, call: Call | undefined): void => {
    const { method, request, requests, final, finals, provisionals } = transaction
    const { from, to } = partiesOf(request)
    if (!from || !to) return
    const figures = figuresOf(from.address, to.address, transaction)
    if (!figures) return
    figures.requests++
    figures.sendings += requests.length
    countFinal(figures, method, final?.status ?? 0)
    const took = millisBetween(request.at, final?.at)
    if (method === 'OPTIONS') addTime(figures, 'options', took)
    else if (method === 'REGISTER' && final && !isChallenge(final.status)) addTime(figures, 'register', took)
    if (method !== 'INVITE' || !transaction.initial || !call) return
    addTime(figures, 'inviteProvisional', millisBetween(request.at, provisionals[0]?.at))
    const decided = finals.find(({ status }) => status < 300) ?? final
    if (decided && isChallenge(decided.status) && isTriedAgain(transaction, call)) return
    if (decided) addTime(figures, 'inviteFinal', millisBetween(request.at, decided.at))
    attempt(figures, transaction, decided?.status, call)
  }

  const attempt = (figures: Figures, start: Transaction, status: number | undefined, call: Call): void => {
    figures.attempts++
    const answered = status !== undefined && status < 300
    if (answered) {
      figures.answered++
      const { bye } = call
      const ended =
        bye && call.transactions.some(({ method, final }) => method === 'BYE' && (final?.status ?? 999) < 300)
      if (ended) figures.completed++
      const talk = millisBetween(call.answer?.at, bye?.at)
      if (talk !== undefined) {
        figures.talks++
        figures.talkMs += talk
      }
    }
    if (reachedCallee(start)) figures.reached++
    if (status === undefined) {
      if (isGivenUp(start, call)) figures.ineffective++
      else if (!start.cancel) figures.undecided++
    } else if (isLeftOut(status)) figures.leftOut++
    else if (EFFECTIVE.has(status)) figures.effective++
    else if (INEFFECTIVE.has(status)) figures.ineffective++
    span(figures, start, answered, call)
  }

  const span = (figures: Figures, { request, final, cancel }: Transaction, answered: boolean, call: Call): void => {
    if (request.at === undefined) return
    if (spans >= caps.peerAttempts) {
      complain('peers-capped', 'attempts at one time', request.origin)
      return
    }
    spans++
    const end = answered ? (call.bye?.at ?? call.lastAt) : (final?.at ?? cancel?.at ?? call.lastAt)
    figures.begins.push(request.at)
    figures.ends.push(Math.max(request.at, end ?? request.at))
  }

  return {
    add(conversation) {
      if (conversation.kind === 'orphan-streams') return
      const call = conversation.kind === 'call' ? conversation : undefined
      for (const transaction of conversation.transactions) count(transaction, call)
    },
    list() {
      const sums = [...destinations].map(([to, { pairs, others }]) => {
        const sum = newFigures()
        for (const figures of pairs.values()) addFigures(sum, figures)
        if (others) addFigures(sum, others)
        return { kind: 'destination' as const, from: undefined, to, figures: sum }
      })
      const pairs = [...destinations].flatMap(([to, { pairs: known, others }]) => [
        ...[...known].map(([from, figures]) => ({ kind: 'pair' as const, from, to, figures })),
        ...(others ? [{ kind: 'pair' as const, from: undefined, to, figures: others }] : []),
      ])
      return [...sums.sort(byBusiness), ...pairs.sort(byBusiness)].map(({ kind, from, to, figures }, index) =>
        peerRecord({ number: index + 1, kind, from, to }, figures),
      )
    },
  }
}

/** Nobody rang or answered, and the call was over for it or went elsewhere. */
const isGivenUp = ({ cancel, provisionals }: Transaction, { outcome }: Call): boolean =>
  !cancel && provisionals.every(({ status }) => status <= 100) && outcome !== 'unknown'

/** A challenge that was answered: the INVITE came again the same way. */
const isTriedAgain = ({ request, hop }: Transaction, { transactions }: Call): boolean =>
  transactions.some(
    (later) => later.method === 'INVITE' && later.initial && later.hop === hop && later.request.number > request.number,
  )

const byBusiness = (a: { readonly figures: Figures }, b: { readonly figures: Figures }): number =>
  b.figures.attempts - a.figures.attempts || b.figures.requests - a.figures.requests

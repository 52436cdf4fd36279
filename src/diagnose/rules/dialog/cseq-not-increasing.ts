import { dialogHistoriesOf, hopsWithin } from '../../../correlate/dialog-histories.ts'
import { senderIn } from '../../../correlate/dialogs.ts'
import type { Call, Dialog, Transaction } from '../../../model/call.ts'
import type { Party } from '../../../model/call-facts.ts'
import { header, type SipMessage } from '../../../model/message.ts'
import { credentialsOf } from '../../facts/auth-series.ts'
import { methodScope } from '../../facts/methods.ts'
import { rule } from '../../rule.ts'
import { OVERTAKEN_US } from '../../thresholds/dialog.ts'

interface Values {
  readonly by: Party
  readonly method: string
  readonly number: number
  readonly before: number
  readonly beforeMethod: string
  readonly status: number | undefined
}

export const cseqNotIncreasing = rule<'call', Values>({
  id: 'dialog.cseq-not-increasing',
  category: 'compliance',
  severity: 'medium',
  sources: ['RFC 3261 §12.2.1.1'],
  title: 'CSeq does not increase within the dialog',
  examines: 'call',
  about: { methods: ['INVITE'] },
  issues: ['cseq'],
  meaning:
    'Each new request of one side within a dialog must have a higher CSeq number than its last: receivers take others for repetitions or refuse them with 500.',
  fires:
    'A new request of a dialog has a CSeq number not above that of the same sender before. High where it is answered with 400, 481 or 500.',
  quiet:
    'ACK and CANCEL; repetitions; the same request on another hop; the other side, which counts by itself; requests at most 50 ms apart; text that is not in order of time.',
  example: ['CSeq: 103 INFO', 'CSeq: 102 BYE'],
  recommendation:
    'Let the sender count its CSeq up with every request of the dialog; after a failover it must go on where the dialog was.',
  verify: 'Verify: CSeq numbers of each side rise within the dialog.',
  marks: { signs: ['odd-cseq'] },
  *check({ call }) {
    if (isRising(call)) return
    for (const { dialog, passages } of dialogHistoriesOf(call)) {
      const highest = new Map<string, Transaction>()
      const all = passages.flatMap((passage) => hopsWithin(dialog, passage))
      for (const one of all.toSorted((a, b) => a.request.number - b.request.number)) {
        const { method, hop, request, final } = one
        const number = request.cseq?.number
        if (number === undefined || method === 'ACK' || method === 'CANCEL') continue
        const by = senderIn(dialog, request)
        const key = `${by} ${hop}`
        const last = highest.get(key)
        if (!last || number > last.request.cseq!.number) {
          highest.set(key, one)
          continue
        }
        if (!isWrong(one, last, dialog)) continue
        if (isShuffled(call)) {
          yield { insufficient: 'no-timestamps' }
          return
        }
        const before = last.request.cseq!.number
        yield {
          values: { by, method, number, before, beforeMethod: last.method, status: final?.status },
          proof: [
            cseqLine(request),
            cseqLine(last.request),
            { message: request },
            ...(final ? [{ message: final }] : []),
          ],
          scope: [by, methodScope(method)],
          mends: request,
          ...(final &&
            REFUSALS.has(final.status) && {
              severity: { level: 'high', because: `The request was answered with ${final.status}` } as const,
            }),
        }
      }
    }
  },
  detail: ({ by, method, number, before, beforeMethod, status }) =>
    `The ${by}'s ${method} has CSeq ${number}, after ${before} of its ${beforeMethod} in the same dialog${status === undefined ? '' : `; it was answered with ${status}`}.`,
})

/** The numbers of each sender rise on each hop, whatever the dialog: nearly all calls, which need no closer look. */
function isRising({ transactions }: Call): boolean {
  const highest = new Map<string, number>()
  for (const { method, hop, request } of transactions) {
    if (method === 'ACK' || method === 'CANCEL') continue
    const key = `${request.fromTag} ${hop}`
    const number = request.cseq?.number ?? 0
    if (number <= (highest.get(key) ?? -1)) return false
    highest.set(key, number)
  }
  return true
}

const REFUSALS = new Set([400, 481, 500])

const cseqLine = (message: SipMessage) => ({ message, header: header(message, 'cseq')! })

/** Not the same request once more, not one that overtook another, not the retry of a challenge: that has a rule of its own. */
function isWrong(one: Transaction, last: Transaction, dialog: Dialog): boolean {
  const [a, b] = [last.request, one.request]
  if (a.cseq?.number === b.cseq?.number && one.method === last.method) {
    if (a.branch === b.branch || one.initial || credentialsOf(b).length > credentialsOf(a).length) return false
    // Only a request within the dialog can repeat the number of the INVITE that made it.
    if (last.initial && b.toTag !== dialog.toTag) return false
  }
  const apart = a.at === undefined || b.at === undefined ? undefined : Math.abs(b.at - a.at)
  return !(apart !== undefined && apart <= OVERTAKEN_US && one.final && last.final)
}

/** Text without times in which an answer stands before what it answers is in no order that means anything. */
const isShuffled = ({ messages }: Call): boolean =>
  messages.some(
    (request) =>
      request.kind === 'request' &&
      request.at === undefined &&
      request.branch !== undefined &&
      messages.some(
        (one) =>
          one.kind === 'response' &&
          one.number < request.number &&
          one.branch === request.branch &&
          one.method === request.method,
      ),
  )

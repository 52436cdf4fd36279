import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { agreementsOf } from '../../src/correlate/agreements.ts'
import { bindingsOf, registersOf } from '../../src/correlate/bindings.ts'
import { dialogHistoriesOf } from '../../src/correlate/dialog-histories.ts'
import { holdsOf } from '../../src/correlate/holds.ts'
import { reliableProvisionalsOf } from '../../src/correlate/reliable-provisionals.ts'
import { resendsOf } from '../../src/correlate/resends.ts'
import { sessionTimingOf } from '../../src/correlate/session-timers.ts'
import { transfersOf } from '../../src/correlate/transfers.ts'
import type { Call, Conversation, Transaction } from '../../src/model/call.ts'
import { conversationsOf, ladderOf } from '../support/ladder.ts'
import { cutBy, mirrored, seenTwice, shifted, woven } from '../support/taps.ts'

const A = 'sdp audio 10.0.0.5:4000 PCMU,PCMA'
const B = 'sdp audio 10.0.0.9:5000 PCMU'
const [UP, DOWN] = ['10.0.0.5 > 10.0.0.9', '10.0.0.9 > 10.0.0.5']

/** Ways a call begins: those that are answered first. Each line comes some time after the one before. */
const ANSWERED = [
  [
    `${UP} INVITE ${A}`,
    `${DOWN} 180`,
    `${DOWN} 200 INVITE ${B} header "Session-Expires: 90;refresher=uac"`,
    `${UP} ACK`,
  ],
  [`${UP} INVITE`, `${UP} INVITE again`, `${DOWN} 200 INVITE ${B}`, `${DOWN} 200 INVITE again`, `${UP} ACK ${A}`],
  [`${UP} INVITE ${A}`, `${DOWN} 183 tag one ${B}`, `${DOWN} 200 INVITE tag two ${B}`, `${UP} ACK`],
  [
    `${UP} INVITE ${A}`,
    `${DOWN} 183 reliable ${B}`,
    `${UP} PRACK`,
    `${DOWN} 200 PRACK`,
    `${DOWN} 200 INVITE`,
    `${UP} ACK`,
  ],
]
const UNANSWERED = [
  [`${UP} INVITE ${A}`, `${DOWN} 180`, `${DOWN} 486 INVITE`, `${UP} ACK`],
  [`${UP} INVITE ${A}`, `${DOWN} 180`, `${UP} CANCEL`, `${DOWN} 200 CANCEL`, `${DOWN} 487 INVITE`, `${UP} ACK`],
  [`${UP} INVITE ${A}`, `${DOWN} 180`],
]
/** What happens in an answered call. */
const ACTS = [
  [`${UP} INVITE ${A} sendonly`, `${DOWN} 200 INVITE ${B} recvonly`, `${UP} ACK`],
  [`${DOWN} INVITE ${B}`, `${UP} 200 INVITE ${A}`, `${DOWN} ACK`],
  [`${UP} UPDATE`, `${DOWN} 200 UPDATE header "Session-Expires: 90;refresher=uac"`],
  [`${DOWN} INVITE ${B}`, `${UP} 488 INVITE`, `${DOWN} ACK`],
  [`${UP} INVITE ${A}`, `${DOWN} 481 INVITE`, `${UP} ACK`],
  [`${UP} INFO`, `${UP} INFO again`, `${DOWN} 200 INFO`],
  [
    `${UP} REFER header "Refer-To: <sip:carol@example.com>"`,
    `${DOWN} 202 REFER`,
    `${DOWN} NOTIFY header "Event: refer" body "message/sipfrag" "SIP/2.0 200 OK"`,
    `${UP} 200 NOTIFY`,
  ],
]
const ENDS = [[], [`${UP} BYE`, `${DOWN} 200 BYE`], [`${DOWN} BYE`, `${UP} 200 BYE`]]
const BESIDE = [
  `${UP} SUBSCRIBE header "Event: presence" expires 600`,
  `${DOWN} 200 SUBSCRIBE expires 600`,
  `${UP} REGISTER expires 600`,
  `${DOWN} 200 REGISTER`,
]

const oneOf = <T>(list: readonly T[]) => fc.constantFrom(...list)
const story = fc
  .oneof(
    fc.tuple(oneOf(ANSWERED), fc.array(oneOf(ACTS), { maxLength: 4 }), oneOf(ENDS)),
    fc.tuple(oneOf(UNANSWERED), fc.constant([]), fc.constant([])),
  )
  .map(([begin, acts, end]) => [...begin, ...acts.flat(), ...end, ...BESIDE])
/** A drawing with a time for each line, 0.3 to 20 s after the one before. */
const drawing = story.chain((lines) =>
  fc
    .array(fc.integer({ min: 300, max: 20_000 }), { minLength: lines.length, maxLength: lines.length })
    .map((gaps) => drawn(lines, gaps)),
)

function drawn(lines: readonly string[], gapsMs: readonly number[]): string {
  let at = 0
  return lines
    .map((line, index) => {
      at += gapsMs[index]!
      return `${at / 1000} ${line}`
    })
    .join('\n')
}

const bytesOf = (text: string, prefix = ''): Uint8Array => ladderOf(text, prefix).bytes
const conversations = (bytes: Uint8Array): readonly Conversation[] =>
  conversationsOf({ bytes, options: { analysedAt: 0 } })

/** All that is said of a conversation, with times since its beginning and without names. */
function figuresOf(one: Conversation): unknown {
  if (one.kind === 'orphan-streams') return one.kind
  const since = (at: number | undefined) => (at === undefined ? undefined : at - (one.firstAt ?? 0))
  const common = {
    kind: one.kind,
    transactions: one.transactions.map((transaction) => [...countsOf(transaction), ...whyOf(transaction)]),
    transfers: transfersOf(one.transactions).map(({ outcome, status, notifies }) => [outcome, status, notifies.length]),
  }
  if (one.kind === 'registration')
    return {
      ...common,
      registers: registersOf(one).map(({ kind, granted }) => [kind, granted.length]),
      bindings: bindingsOf(one).map(({ grants, removed, expiresAt }) => [grants.length, removed?.by, since(expiresAt)]),
    }
  return one.kind === 'call' ? { ...common, ...callFigures(one, since) } : common
}

const countsOf = ({ method, requests, provisionals, finals, acks, initial, cancel }: Transaction) => [
  method,
  requests.length,
  provisionals.map(({ status }) => status),
  finals.map(({ status }) => status),
  acks.length,
  initial,
  cancel !== undefined,
]

const whyOf = (transaction: Transaction) =>
  resendsOf(transaction)
    .filter(({ kind }) => kind !== 'copy')
    .map(({ kind, afterUs }) => `${kind} ${afterUs}`)

function callFigures(call: Call, since: (at: number | undefined) => number | undefined) {
  return {
    // Silence says more the longer it is heard.
    outcome: call.outcome === 'timed-out' ? 'unknown' : call.outcome,
    dialogs: dialogHistoriesOf(call).map((history) => {
      const { dialog, passages, caller, callee } = history
      const timing = sessionTimingOf(history)
      return {
        state: dialog.state,
        confirmedAt: since(dialog.confirmedAt),
        end: [dialog.end?.kind, dialog.end?.by, since(dialog.end?.at), dialog.end?.lost?.status],
        flags: [dialog.startsBefore, dialog.cut],
        methods: passages.map(({ method }) => method),
        sides: [caller, callee].map(({ cseq, targets, routeSet }) => [cseq, targets.map(({ uri }) => uri), routeSet]),
        timing: timing && [timing.agreements.length, timing.refreshes.length, since(timing.expiresAt), timing.expired],
      }
    }),
    agreements: agreementsOf(call).map(({ preview, from, until }) => [preview, since(from), since(until)]),
    holds: holdsOf(call).map(({ by, how, from, until }) => [by, how, since(from), since(until)]),
    reliable: reliableProvisionalsOf(call).map(({ rseq, prack }) => [rseq, prack !== undefined]),
  }
}

const figures = (bytes: Uint8Array) => conversations(bytes).map(figuresOf)

describe('what is said of a conversation', () => {
  test('does not change when a mirror port delivers each packet twice', () => {
    fc.assert(
      fc.property(drawing, (text) => {
        expect(figures(mirrored(bytesOf(text)))).toEqual(figures(bytesOf(text)))
      }),
    )
  })

  test.each([20_000, 2_900_000])('nor when another capture point %s µs behind sees it too', (after) => {
    fc.assert(
      fc.property(drawing, (text) => {
        expect(figures(seenTwice(bytesOf(text), after))).toEqual(figures(bytesOf(text)))
      }),
    )
  })

  test('nor with other names at another time', () => {
    fc.assert(
      fc.property(drawing, fc.integer({ min: -1e15, max: 1e15 }), (text, by) => {
        expect(figures(shifted(bytesOf(text, 'x'), by))).toEqual(figures(bytesOf(text)))
      }),
    )
  })

  test('nor by another call between the same hosts', () => {
    fc.assert(
      fc.property(drawing, drawing, (text, other) => {
        const alone = new Map(conversations(bytesOf(text)).map((one) => [one.key, figuresOf(one)]))
        const among = conversations(woven(bytesOf(text), bytesOf(other, 'other-')))
        for (const [key, said] of alone) {
          if (key.startsWith('registration')) continue
          expect(figuresOf(among.find((one) => one.key === key)!)).toEqual(said)
        }
      }),
    )
  })
})

test('an open dialog is never failed by an input that ends 32 s sooner', () => {
  fc.assert(
    fc.property(drawing, (text) => {
      const whole = conversations(bytesOf(text)).find((one) => one.kind === 'call') as Call
      const cut = conversations(cutBy(bytesOf(text), 32)).find((one): one is Call => one.kind === 'call')
      if (!cut) return
      if (cut.outcome !== 'unknown') expect(cut.outcome).toBe(whole.outcome)
      const [before, after] = [cut, whole].map((call) => call.legs.flatMap(({ dialogs }) => dialogs))
      for (const [index, dialog] of before!.entries()) {
        expect(dialog.cut).toBe(dialog.state !== 'terminated')
        // A message that came says so, not silence.
        if (dialog.end?.kind !== 'gone') expect(dialog.end?.at ?? after![index]!.end?.at).toBe(after![index]!.end?.at)
      }
    }),
  )
})

test('mutated bytes never throw', () => {
  const edits = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(drawing, edits, (text, changes) => {
      const bytes = Uint8Array.from(ladderOf(`as text\n${text}`).bytes)
      for (const [at, value] of changes) bytes[at % bytes.length] = value
      conversations(bytes).map(figuresOf)
    }),
  )
})

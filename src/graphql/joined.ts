import type { CallTransfer, Join, JoinedCall, JoinedLeg, LegBranch, PassedFailure } from '../model/joined-call.ts'
import { builder } from './builder.ts'
import { CallRef } from './call-ref.ts'
import { enumValues } from './enum-types.ts'

/** What it takes to look further from a leg. */
interface Within<Part> {
  readonly analysisId: string
  readonly part: Part
}

const JoinReason = builder.enumType('JoinReason', {
  description: 'What says that two Call-IDs are one call, the surest first; the last three are inferences.',
  values: enumValues([
    'session-id',
    'replaces',
    'refer-to-replaces',
    'join',
    'target-dialog',
    'correlation-header',
    'cisco-guid',
    'charging-vector',
    'identity',
    'origid',
    'call-id-pattern',
    'referred-by',
    'refer-target',
    'same-media',
    'same-number',
  ] as const),
})

const LegBranchRef = builder.objectRef<LegBranch>('LegBranch').implement({
  description: 'One branch of a forked INVITE (RFC 3261 §16.7).',
  fields: (t) => ({
    to: t.exposeString('to', { description: '`address:port`.' }),
    requestUri: t.exposeString('requestUri', {}),
    status: t.exposeInt('status', { nullable: true, description: 'Final response; null when none was seen.' }),
  }),
})

const JoinedLegRef = builder.objectRef<Within<JoinedLeg>>('JoinedLeg').implement({
  description: 'One Call-ID of a joined call.',
  fields: (t) => ({
    number: t.int({ description: 'Number of the call it is by itself.', resolve: ({ part }) => part.number }),
    callId: t.string({ resolve: ({ part }) => part.callId }),
    joinedBy: t.field({
      type: JoinReason,
      nullable: true,
      description: 'Null for the first leg.',
      resolve: ({ part }) => part.joinedBy,
    }),
    confidence: t.float({ description: '0 to 1.', resolve: ({ part }) => part.confidence }),
    hosts: t.stringList({
      description: 'Those its INVITE passed, from who sent it to who got it.',
      resolve: ({ part }) => [...part.hosts],
    }),
    branches: t.field({
      type: [LegBranchRef],
      description: 'Where the INVITE went several ways, all of them, at most 20; else empty.',
      resolve: ({ part }) => [...part.branches],
    }),
    call: t.field({
      type: CallRef,
      nullable: true,
      description: 'The call it is by itself; null while that goes on.',
      resolve: async ({ analysisId, part }, _args, context) => {
        const call = await context.loaders().call.load({ analysisId, number: part.number })
        return call && { analysisId, call }
      },
    }),
  }),
})

const JoinRef = builder.objectRef<Join>('Join').implement({
  description: 'Why two legs are one call.',
  fields: (t) => ({
    legs: t.intList({ description: 'Numbers of both, the earlier first.', resolve: ({ legs }) => [...legs] }),
    reason: t.expose('reason', { type: JoinReason }),
    confidence: t.exposeFloat('confidence', { description: '0 to 1.' }),
    evidence: t.exposeString('evidence', { description: 'What is the same, with the value.' }),
  }),
})

const TransferKind = builder.enumType('TransferKind', {
  description: 'How a call was handed on.',
  values: enumValues(['blind', 'attended', 'pickup'] as const, {
    blind: 'A REFER to an address.',
    attended: 'A REFER to a dialog that was set up before (RFC 5589 §7).',
    pickup: 'An INVITE took the place of a dialog (RFC 3891).',
  }),
})

const CallTransferRef = builder.objectRef<CallTransfer>('CallTransfer').implement({
  description: 'A part of the call was handed to somebody else (RFC 3515, RFC 3891).',
  fields: (t) => ({
    kind: t.expose('kind', { type: TransferKind }),
    leg: t.exposeInt('leg', { nullable: true, description: 'Leg on which the REFER came; null for a pickup.' }),
    message: t.exposeInt('message', { description: 'Number of the REFER; of a pickup that of the INVITE.' }),
    at: t.expose('at', { type: 'DateTime', nullable: true, description: 'Null where the input carries no time.' }),
    by: t.exposeString('by', { nullable: true, description: 'URI of who asked for it; null where unreadable.' }),
    target: t.exposeString('target', { description: 'URI of whom the call was handed to.' }),
    newLeg: t.exposeInt('newLeg', { nullable: true, description: 'Leg that came of it; null when none did.' }),
    replaced: t.exposeInt('replaced', { nullable: true, description: 'Leg whose place that took; null when none.' }),
    status: t.exposeInt('status', { nullable: true, description: 'Final response to the REFER; null without.' }),
    notified: t.exposeInt('notified', {
      nullable: true,
      description: 'The last status its NOTIFYs told of; null without (RFC 3515 §2.4.5).',
    }),
  }),
})

const PassedFailureRef = builder.objectRef<PassedFailure>('PassedFailure').implement({
  description: 'A leg that failed because one further down did.',
  fields: (t) => ({
    leg: t.exposeInt('leg', { description: 'The leg nearer the caller.' }),
    status: t.exposeInt('status', { description: 'What that was told.' }),
    cause: t.exposeInt('cause', { description: 'The leg where the failure began.' }),
    causeStatus: t.exposeInt('causeStatus', { nullable: true, description: 'What was said there; null for silence.' }),
  }),
})

export const JoinedCallRef = builder.objectRef<Within<JoinedCall>>('JoinedCall').implement({
  description: 'Call-IDs that a B2BUA, a transfer or a pickup has made one call.',
  fields: (t) => ({
    number: t.int({ description: 'Number of its first leg.', resolve: ({ part }) => part.number }),
    legs: t.field({
      type: [JoinedLegRef],
      description: 'In order of their first messages, at most 32.',
      resolve: ({ analysisId, part }) => part.legs.map((leg) => ({ analysisId, part: leg })),
    }),
    joins: t.field({
      type: [JoinRef],
      description: 'The strongest join of each two legs, at most 100.',
      resolve: ({ part }) => [...part.joins],
    }),
    transfers: t.field({
      type: [CallTransferRef],
      description: 'In order. Each names the leg it came on and the leg it led to, which makes them a tree.',
      resolve: ({ part }) => [...part.transfers],
    }),
    failures: t.field({ type: [PassedFailureRef], resolve: ({ part }) => [...part.failures] }),
    caller: t.string({
      nullable: true,
      description: 'Who called on the first leg; null where unreadable.',
      resolve: ({ part }) => part.parties.caller,
    }),
    callee: t.string({
      nullable: true,
      description: 'Who was called on the last leg that was answered, else tried; null where unreadable.',
      resolve: ({ part }) => part.parties.callee,
    }),
    hosts: t.stringList({
      description: 'From the caller to that callee, each once.',
      resolve: ({ part }) => [...part.parties.hosts],
    }),
  }),
})

import { registrationSource } from '../ladder/source.ts'
import type { BindingRecord, RegistrationRecord, RegistrationState as State } from '../model/registration-record.ts'
import { builder } from './builder.ts'
import { enumValues } from './enum-types.ts'
import { analysisPart, withinAnalysis } from './ids.ts'
import { LadderFormat, LadderLane, LadderRowConnection, placedRows, written } from './ladder.ts'
import { connectionOf, connectionType, pageCost, pageOf, sliceOf } from './page.ts'

interface FoundRegistration {
  readonly analysisId: string
  readonly registration: RegistrationRecord
}

const RegistrationRef = builder.objectRef<FoundRegistration>('Registration')

const STATES: Record<State, string> = {
  registered: 'A binding it asked for is in force, as far as its expiry tells.',
  unregistered: 'It took its bindings back, or only asked what there is.',
  expired: 'No binding was refreshed in time.',
  refused: 'The last answer was a failure other than a challenge.',
  challenged: 'It was asked for credentials and did not come back.',
  unanswered: 'Nobody answered the last REGISTER.',
  unknown: 'The input does not show it.',
}

const RegistrationState = builder.enumType('RegistrationState', {
  description: 'How a registration stood at the end of the input.',
  values: enumValues(Object.keys(STATES) as State[], STATES),
})

const RemovedBy = builder.enumType('BindingRemovedBy', {
  description: 'Who took a binding back.',
  values: enumValues(['client', 'registrar'] as const),
})

const Binding = builder.objectRef<BindingRecord>('Binding').implement({
  description: 'A contact of the address of record (RFC 3261 §10).',
  fields: (t) => ({
    contact: t.exposeString('contact', { description: 'URI as given last.' }),
    instance: t.exposeString('instance', { nullable: true, description: '`+sip.instance` (RFC 5626); null without.' }),
    asked: t.exposeBoolean('asked', { description: 'False where an answer merely lists it, as another device’s.' }),
    refreshes: t.exposeInt('refreshes', {}),
    askedS: t.exposeInt('askedS', { nullable: true, description: 'Seconds asked for last; null where none were.' }),
    grantedS: t.exposeInt('grantedS', { nullable: true, description: 'Seconds granted last; null where none were.' }),
    firstAt: t.expose('firstAt', { type: 'DateTime', nullable: true, description: 'Null without times.' }),
    lastAt: t.expose('lastAt', { type: 'DateTime', nullable: true, description: 'Null without times.' }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Null once it was removed, and without times or expiry.',
    }),
    removedBy: t.expose('removedBy', { type: RemovedBy, nullable: true, description: 'Null while it stands.' }),
  }),
})

const ROWS = 100

builder.node(RegistrationRef, {
  description: 'All REGISTERs of one address of record at one registrar.',
  id: { resolve: ({ analysisId, registration }) => withinAnalysis(analysisId, registration.number) },
  loadOne: async (id, context) => {
    const part = analysisPart(id)
    if (part === undefined) return null
    const key = { analysisId: part.analysisId, number: Number(part.local) }
    const registration = await context.loaders().registration.load(key)
    return registration === undefined ? null : { analysisId: part.analysisId, registration }
  },
  fields: (t) => ({
    number: t.int({
      description: 'From 1, in the order in which they closed.',
      resolve: ({ registration }) => registration.number,
    }),
    aor: t.string({ description: 'Address of record.', resolve: ({ registration }) => registration.aor }),
    registrar: t.string({ resolve: ({ registration }) => registration.registrar }),
    from: t.string({
      nullable: true,
      description: '`address:port` of who sent the first REGISTER; null where unknown.',
      resolve: ({ registration }) => registration.from,
    }),
    to: t.string({
      nullable: true,
      description: 'Where it went; null where unknown.',
      resolve: ({ registration }) => registration.to,
    }),
    state: t.field({ type: RegistrationState, resolve: ({ registration }) => registration.state }),
    status: t.int({
      nullable: true,
      description: 'The last final response; null when none was seen.',
      resolve: ({ registration }) => registration.status,
    }),
    bindings: t.field({
      type: [Binding],
      description: 'In the order they were first granted, at most 20.',
      resolve: ({ registration }) => [...registration.bindings],
    }),
    registers: t.int({ description: 'REGISTERs.', resolve: ({ registration }) => registration.registers }),
    granted: t.int({ description: 'Of these, granted.', resolve: ({ registration }) => registration.granted }),
    refreshes: t.int({
      description: 'Of these, refreshed a binding.',
      resolve: ({ registration }) => registration.refreshes,
    }),
    refusals: t.int({ description: 'Of these, refused.', resolve: ({ registration }) => registration.refusals }),
    challenged: t.int({ description: 'Of these, challenged.', resolve: ({ registration }) => registration.challenged }),
    registrationRequestDelayMs: t.float({
      nullable: true,
      description: 'REGISTER to its 2xx, mean, milliseconds (RFC 6076 §4.1); null where none was measured.',
      resolve: ({ registration }) => registration.registrationRequestDelayMs,
    }),
    firstAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Null without times.',
      resolve: ({ registration }) => registration.firstAt,
    }),
    lastAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Null without times.',
      resolve: ({ registration }) => registration.lastAt,
    }),
    lanes: t.field({ type: [LadderLane], resolve: ({ registration }) => [...registration.lanes] }),
    messages: t.field({
      type: LadderRowConnection,
      description: 'The ladder, in order, its first 100 rows.',
      args: { first: t.arg.int({ defaultValue: ROWS, description: '1 to 100.' }), after: t.arg({ type: 'Cursor' }) },
      complexity: pageCost(ROWS),
      resolve: ({ registration }, args) =>
        connectionOf(
          sliceOf(placedRows(registration.messages, []), pageOf(args, ROWS), ({ row }) => String(row.number)),
          args.after,
          (row) => row,
        ),
    }),
    ladder: t.string({
      description: 'Drawn, ready to be shown.',
      args: {
        format: t.arg({ type: LadderFormat, required: true }),
        width: t.arg.int({ defaultValue: 100, description: 'Of TEXT, in characters: 40 to 400.' }),
      },
      complexity: ROWS,
      resolve: async ({ analysisId, registration }, { format, width }, context) => {
        const { endpoints } = await context.loaders().hosts.load(analysisId)
        const name = `registration-${registration.number}`
        return written(registrationSource(registration, endpoints), format, width ?? 100, name)
      },
    }),
  }),
})

export const RegistrationConnection = connectionType('Registration', RegistrationRef)

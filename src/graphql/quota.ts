import type { Quota } from '../app/app.ts'
import { builder } from './builder.ts'
import { admitted } from './context.ts'

export const QuotaRef = builder.objectRef<Quota>('Quota').implement({
  description: 'Accepted analyses of the workspace in this UTC day. Questions, keys and subscriptions cost nothing.',
  fields: (t) => ({
    limit: t.exposeInt('limit', { description: 'Analyses a day.' }),
    used: t.exposeInt('used', { description: 'Accepted since midnight UTC, less those given back.' }),
    remaining: t.exposeInt('remaining', { description: 'What is left today.' }),
    resetsAt: t.expose('resetsAt', { type: 'DateTime', description: 'The next midnight UTC.' }),
  }),
})

builder.queryField('quota', (t) =>
  t.field({
    type: QuotaRef,
    description: 'What the workspace may still analyse today.',
    resolve: (_root, _args, context) => context.app.quota(admitted(context)),
  }),
)

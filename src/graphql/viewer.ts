import type { KnownCaller } from '../app/app.ts'
import type { Plan, Workspace } from '../model/workspace.ts'
import { builder } from './builder.ts'
import { admitted } from './context.ts'
import { ApiKeyRef, loadKey } from './key.ts'

const PlanRef = builder.objectRef<Plan>('Plan').implement({
  description: 'What a workspace has agreed on.',
  fields: (t) => ({
    slug: t.exposeString('slug', { description: 'Its short name: `free`, `pro`, `teams`.' }),
    name: t.exposeString('name', { description: 'Its name for people.' }),
    apiAccess: t.exposeBoolean('apiAccess', { description: 'Whether keys may be used.' }),
    analysesPerDay: t.exposeInt('analysesPerDay', { description: 'Accepted analyses per UTC day.' }),
  }),
})

const WorkspaceRef = builder.objectRef<Workspace>('Workspace').implement({
  description: 'Whose analyses, keys and quota these are.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'A UUID: the value of the X-Workspace-Id header.' }),
    name: t.exposeString('name', {}),
    plan: t.field({ type: PlanRef, resolve: (workspace) => workspace.plan }),
    retentionDays: t.exposeInt('retentionDays', { description: 'Days after which results are deleted.' }),
  }),
})

type SessionCaller = Extract<KnownCaller, { kind: 'session' }>

const User = builder.objectRef<SessionCaller>('User').implement({
  description: 'A person.',
  fields: (t) => ({
    id: t.exposeID('userId', { description: 'A UUID.' }),
    name: t.exposeString('userName', {}),
    email: t.exposeString('userEmail', {}),
    role: t.exposeString('role', { description: '`owner`, `member` or `viewer` of the workspace.' }),
  }),
})

const Viewer = builder.objectRef<KnownCaller>('Viewer').implement({
  description: 'Who asks.',
  fields: (t) => ({
    user: t.field({
      type: User,
      nullable: true,
      description: 'The person; null for a key, which carries no user.',
      resolve: (caller) => (caller.kind === 'session' ? caller : null),
    }),
    workspace: t.field({ type: WorkspaceRef, resolve: (caller) => caller.workspace }),
    key: t.field({
      type: ApiKeyRef,
      nullable: true,
      description: 'The key used; null for a session.',
      resolve: (caller, _args, context) => (caller.kind === 'key' ? loadKey(context, caller.keyId) : null),
    }),
  }),
})

builder.queryField('viewer', (t) =>
  t.field({
    type: Viewer,
    nullable: true,
    description: 'Who asks. Null, with an UNAUTHENTICATED error, when nobody is identified.',
    resolve: (_root, _args, context) => admitted(context),
  }),
)

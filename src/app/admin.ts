import { randomUUID } from 'node:crypto'
import { newApiKey } from '../accounts/api-key.ts'
import { type Auth, createUserWithWorkspace } from '../accounts/auth.ts'
import { policySchema } from '../model/options.ts'
import { Refusal } from '../model/refusal.ts'
import type { ApiKey, Plan, Workspace } from '../model/workspace.ts'
import { insertKey, revokeKey } from '../store/keys.ts'
import type { Store } from '../store/open.ts'
import { setPlanLimits } from '../store/plans.ts'
import {
  setWorkspaceHabits,
  setWorkspacePlan,
  type WorkspaceHabits,
  workspaceById,
  workspacesByName,
} from '../store/workspaces.ts'
import { parsed } from './submit.ts'

/** What the operator may do at the console of the machine; nobody is asked who they are. */
export interface Operator {
  createUser(user: {
    readonly email: string
    readonly password: string
    readonly name: string
  }): Promise<{ readonly userId: string; readonly workspaceId: string }>
  workspaces(): Promise<readonly Workspace[]>
  setPlan(workspaceId: string, plan: string): Promise<Workspace>
  setLimits(
    plan: string,
    limits: { readonly analysesPerDay?: number | undefined; readonly apiAccess?: boolean | undefined },
  ): Promise<Plan>
  /** `policy` as it came from a file. */
  setWorkspace(
    workspaceId: string,
    habits: Omit<WorkspaceHabits, 'policy'> & { readonly policy?: unknown },
  ): Promise<Workspace>
  issueKey(workspaceId: string, name: string): Promise<{ readonly key: ApiKey; readonly secret: string }>
  revokeKey(workspaceId: string, keyId: string): Promise<ApiKey>
}

export function createOperator({ store, auth }: { readonly store: Store; readonly auth: Auth }): Operator {
  const { db } = store
  const workspaceOrRefusal = async (id: string): Promise<Workspace> => {
    const workspace = await workspaceById(db, id)
    if (workspace === undefined)
      throw new Refusal('not_found', `There is no workspace ${id}; \`admin workspaces\` lists them.`)
    return workspace
  }
  return {
    createUser: (user) => createUserWithWorkspace(store, auth, user),
    workspaces: () => workspacesByName(db),

    async setPlan(workspaceId, plan) {
      await workspaceOrRefusal(workspaceId)
      await setWorkspacePlan(db, workspaceId, plan).catch((error: unknown) => {
        throw new Refusal('invalid_input', `There is no plan ${plan}.`, { cause: error })
      })
      return workspaceOrRefusal(workspaceId)
    },

    async setLimits(plan, limits) {
      const changed = await setPlanLimits(db, plan, limits)
      if (changed === undefined) throw new Refusal('not_found', `There is no plan ${plan}.`)
      return changed
    },

    async setWorkspace(workspaceId, { policy, ...habits }) {
      if (habits.retentionDays === 0) throw new Refusal('invalid_input', 'Results are kept for a day at least.')
      const checked = policy === undefined ? undefined : parsed(policySchema, policy, 'policy')
      await setWorkspaceHabits(db, workspaceId, { ...habits, policy: checked })
      return workspaceOrRefusal(workspaceId)
    },

    async issueKey(workspaceId, name) {
      await workspaceOrRefusal(workspaceId)
      const { secret, prefix, hash } = newApiKey()
      return { secret, key: await insertKey(db, { id: randomUUID(), workspaceId, name, prefix, hash }) }
    },

    async revokeKey(workspaceId, keyId) {
      const key = await revokeKey(db, workspaceId, keyId)
      if (key === undefined) throw new Refusal('not_found', `There is no key ${keyId} in workspace ${workspaceId}.`)
      await store.poke('key', keyId)
      return key
    },
  }
}

import { complexityFromQuery } from '@pothos/plugin-complexity'
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type SelectionSetNode,
  type ValidationRule,
} from 'graphql'
import { Refusal } from '../model/refusal.ts'
import type { GraphContext, SubscriptionGate } from './context.ts'
import { overLimit } from './errors.ts'

/** Chosen by us: the largest operations of schema/operations stay under a third of each. */
export interface OperationLimits {
  readonly tokens: number
  readonly depth: number
  readonly aliases: number
  /** Fields, those in lists times the length the list can have. */
  readonly cost: number
  /** Open subscriptions of one workspace on this node. */
  readonly subscriptionsPerWorkspace: number
}

export const OPERATION_LIMITS: OperationLimits = {
  tokens: 5_000,
  depth: 14,
  aliases: 30,
  cost: 30_000,
  subscriptionsPerWorkspace: 200,
}

/** Refuses selections nested deeper than `most`. Introspection has graphql-js's own rule. */
export function depthRule(most: number): ValidationRule {
  const MaxDepthRule: ValidationRule = (context) => {
    const fragments = new Map<string, number>()
    const depthOf = (set: SelectionSetNode | undefined): number => {
      let deepest = 0
      for (const selection of set?.selections ?? []) {
        if (selection.kind === Kind.FIELD) {
          if (selection.name.value.startsWith('__')) continue
          deepest = Math.max(deepest, 1 + depthOf(selection.selectionSet))
        } else if (selection.kind === Kind.INLINE_FRAGMENT) {
          deepest = Math.max(deepest, depthOf(selection.selectionSet))
        } else {
          deepest = Math.max(deepest, ofFragment(selection.name.value))
        }
      }
      return deepest
    }
    const ofFragment = (name: string): number => {
      const known = fragments.get(name)
      if (known !== undefined) return known
      fragments.set(name, 0) // a cycle ends here; another rule refuses it
      const fragment: FragmentDefinitionNode | null | undefined = context.getFragment(name)
      const depth = depthOf(fragment?.selectionSet)
      fragments.set(name, depth)
      return depth
    }
    return {
      OperationDefinition(node) {
        const depth = depthOf(node.selectionSet)
        if (depth > most) {
          context.reportError(
            overLimit('depth', `This operation is nested ${depth} deep; ${most} is the limit.`, { nodes: [node] }),
          )
        }
      },
    }
  }
  return MaxDepthRule
}

/** Refuses documents with more than `most` aliases. */
export function aliasRule(most: number): ValidationRule {
  const MaxAliasesRule: ValidationRule = (context) => {
    let aliases = 0
    return {
      Field(node) {
        if (node.alias === undefined) return
        aliases++
        if (aliases === most + 1) {
          context.reportError(overLimit('aliases', `This document has more than ${most} aliases.`, { nodes: [node] }))
        }
      },
    }
  }
  return MaxAliasesRule
}

export interface Operation {
  readonly schema: GraphQLSchema
  readonly document: DocumentNode
  readonly operationName?: string | null | undefined
  readonly variableValues?: { readonly [name: string]: unknown } | null | undefined
  readonly contextValue?: unknown
}

/** The refusal of an operation that costs too much, before anything of it runs; undefined for one that may. */
export function costRefusal(operation: Operation, most: number): GraphQLError | undefined {
  const cost = costOf(operation)
  if (cost <= most) return undefined
  return overLimit('cost', `This operation costs ${cost}; ${most} is the limit. Ask for smaller pages or fewer fields.`)
}

/** Fields an operation may resolve. 0 for one that cannot be executed anyway: the executor says why. */
export function costOf({ schema, document, operationName, variableValues, contextValue }: Operation): number {
  const chosen = getOperationAST(document, operationName)
  if (chosen == null) return 0
  const others = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
  try {
    const { complexity } = complexityFromQuery({ ...document, definitions: [chosen, ...others] } as never, {
      schema,
      variables: { ...variableValues },
      ctx: (contextValue ?? {}) as GraphContext,
    })
    return complexity
  } catch (error) {
    if (error instanceof GraphQLError) return 0
    throw error
  }
}

export function subscriptionGate(most: number): SubscriptionGate {
  const open = new Map<string, number>()
  return {
    enter(workspaceId) {
      const count = open.get(workspaceId) ?? 0
      if (count >= most) {
        const message = `This workspace has ${most} open subscriptions here, which is the limit. Close some first.`
        throw new Refusal('service_unavailable', message, { retryAfterSeconds: 5 })
      }
      open.set(workspaceId, count + 1)
      let left = false
      return () => {
        if (left) return
        left = true
        const now = (open.get(workspaceId) ?? 1) - 1
        if (now === 0) open.delete(workspaceId)
        else open.set(workspaceId, now)
      }
    },
  }
}

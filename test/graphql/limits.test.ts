import { parse, validate } from 'graphql'
import { describe, expect, it } from 'vitest'
import {
  aliasRule,
  costOf,
  costRefusal,
  depthRule,
  OPERATION_LIMITS,
  subscriptionGate,
} from '../../src/graphql/limits.ts'
import { schema } from '../../src/graphql/schema.ts'
import * as operations from '../generated/graphql.ts'

const errors = (text: string, rule: ReturnType<typeof depthRule>) =>
  validate(schema, parse(text), [rule]).map((error) => error.extensions)

describe('depth', () => {
  const rule = depthRule(3)
  it.each([
    ['three levels', '{ viewer { workspace { name } } }', 0],
    ['four levels', '{ viewer { workspace { plan { slug } } } }', 1],
    ['four levels by a fragment', '{ viewer { ...V } } fragment V on Viewer { workspace { plan { slug } } }', 1],
    ['four levels by an inline fragment', '{ viewer { ... on Viewer { workspace { plan { slug } } } } }', 1],
    ['introspection, which has a rule of its own', '{ __schema { types { fields { type { name } } } } }', 0],
    ['fragments in a circle', '{ viewer { ...V } } fragment V on Viewer { ...V }', 0],
  ])('%s', (_what, text, count) => {
    expect(errors(text, rule)).toHaveLength(count)
  })

  it('says which limit', () => {
    expect(errors('{ viewer { workspace { plan { slug } } } }', rule)[0]).toMatchObject({
      code: 'BAD_USER_INPUT',
      limit: 'depth',
    })
  })
})

describe('aliases', () => {
  it('are counted over the whole document', () => {
    const text = (count: number) => `{ ${Array.from({ length: count }, (_, i) => `a${i}: quota { limit }`).join(' ')} }`
    expect(errors(text(30), aliasRule(30))).toEqual([])
    expect(errors(text(31), aliasRule(30))).toMatchObject([{ limit: 'aliases' }])
  })
})

describe('cost', () => {
  const cost = (text: string, variableValues = {}) => costOf({ schema, document: parse(text), variableValues })

  it('multiplies by what a page can hold', () => {
    const ten = cost('{ analyses(first: 10) { nodes { id } } }')
    const hundred = cost('{ analyses(first: 100) { nodes { id } } }')
    expect(hundred - 1).toBe(10 * (ten - 1))
  })

  it('takes page sizes from variables, and clamps them as the resolver does', () => {
    const text = 'query ($n: Int) { analyses(first: $n) { nodes { id } } }'
    expect(cost(text, { n: 100 })).toBe(cost(text, { n: 1_000_000 }))
    expect(cost(text, { n: 7 })).toBe(cost('{ analyses(first: 7) { nodes { id } } }'))
    expect(cost(text, { n: -5 })).toBe(cost('{ analyses(first: 1) { nodes { id } } }'))
  })

  it('refuses pages within pages', () => {
    const document = parse('{ analyses(first: 100) { nodes { findings(first: 100) { nodes { id title detail } } } } }')
    expect(costRefusal({ schema, document }, OPERATION_LIMITS.cost)?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      limit: 'cost',
    })
  })

  it('counts the operation that is asked for, and subscriptions too', () => {
    const document = parse(`query Small { quota { limit } }
      subscription Large { analysisEvents(id: "x") { ... on AnalysisCompleted { analysis { calls(first: 100) {
        nodes { messages(first: 100) { nodes { label } } } } } } } }`)
    expect(costOf({ schema, document, operationName: 'Small' })).toBe(2)
    expect(costOf({ schema, document, operationName: 'Large' })).toBeGreaterThan(10_000)
  })
})

describe('our own operations', () => {
  const documents = Object.entries(operations).filter(([name]) => name.endsWith('Document'))
  it.each(documents)('%s stays within the limits', (_name, text) => {
    const document = parse(String(text))
    const { depth, aliases, cost } = OPERATION_LIMITS
    expect(validate(schema, document)).toEqual([])
    expect(validate(schema, document, [depthRule(depth), aliasRule(aliases)])).toEqual([])
    const variableValues = { id: 'x', input: {}, idempotencyKey: 'x' }
    expect(costOf({ schema, document, variableValues })).toBeLessThan(cost)
  })
})

describe('the gate of subscriptions', () => {
  it('lets in so many of one workspace, and a place given back is free again', () => {
    const gate = subscriptionGate(2)
    const leave = gate.enter('a')
    gate.enter('a')
    expect(() => gate.enter('a')).toThrow(expect.objectContaining({ code: 'service_unavailable' }))
    gate.enter('b')
    leave()
    leave()
    gate.enter('a')
    expect(() => gate.enter('a')).toThrow()
  })
})

import { readFileSync } from 'node:fs'
import { isInterfaceType, isNonNullType, isObjectType, isScalarType } from 'graphql'
import { describe, expect, it } from 'vitest'
import { printedSchema } from '../../scripts/print-schema.ts'
import { schema } from '../../src/graphql/schema.ts'

const types = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__'))
const fields = types
  .filter((type) => isObjectType(type) || isInterfaceType(type))
  .flatMap((type) => Object.values(type.getFields()).map((field) => ({ name: `${type.name}.${field.name}`, field })))

describe('the public schema', () => {
  it('is the one printed in schema/schema.graphql (node scripts/print-schema.ts prints it)', () => {
    expect(printedSchema()).toBe(readFileSync(new URL('../../schema/schema.graphql', import.meta.url), 'utf8'))
  })

  it('says of each field that may be null when it is', () => {
    const silent = fields.filter(({ field: { type, description } }) => !isNonNullType(type) && !description)
    expect(silent.map(({ name }) => name)).toEqual([])
  })

  it('says the unit of each figure', () => {
    const figures = fields.filter(({ name, field }) => {
      const type = isNonNullType(field.type) ? field.type.ofType : field.type
      return isScalarType(type) && type.name === 'Float' && !/Ms$/.test(name)
    })
    const silent = figures.filter(({ name, field }) => !field.description && !name.startsWith('JitterStats.'))
    expect(silent.map(({ name }) => name)).toEqual([])
  })

  it('pages every list of things with an id by cursor', () => {
    const connections = types.filter(({ name }) => name.endsWith('Connection')).map(({ name }) => name)
    expect(connections).toEqual(
      expect.arrayContaining(['AnalysisConnection', 'ApiKeyConnection', 'CallConnection', 'FindingConnection']),
    )
  })

  it('gives every mutation one input and a union', () => {
    for (const mutation of Object.values(schema.getMutationType()!.getFields())) {
      expect(mutation.args.map(({ name }) => name)).toEqual(['input'])
      expect(String(mutation.type)).toMatch(/Result!$/)
    }
  })
})

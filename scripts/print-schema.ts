import { writeFileSync } from 'node:fs'
import { lexicographicSortSchema, printSchema } from 'graphql'
import { schema } from '../src/graphql/schema.ts'

/** The public schema as text, sorted, with its descriptions: what `schema/schema.graphql` must hold. */
export const printedSchema = (): string => `${printSchema(lexicographicSortSchema(schema))}\n`

if (import.meta.main) writeFileSync(process.argv[2] ?? 'schema/schema.graphql', printedSchema())

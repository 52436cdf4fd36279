import { readFileSync, writeFileSync } from 'node:fs'
import { lexicographicSortSchema, printSchema } from 'graphql'
import { schema } from '../src/graphql/schema.ts'

/** The public schema as text, sorted, with its descriptions: what `schema/schema.graphql` must hold. */
export const printedSchema = (): string => `${printSchema(lexicographicSortSchema(schema))}\n`

const FILE = 'schema/schema.graphql'

// Writes the file; with --check it only compares, and fails when the file differs.
if (import.meta.main) {
  if (!process.argv.includes('--check')) writeFileSync(FILE, printedSchema())
  else if (readFileSync(FILE, 'utf8') !== printedSchema()) {
    process.stderr.write(`${FILE} differs from the code: run \`npm run schema\` and review the diff\n`)
    process.exitCode = 1
  }
}

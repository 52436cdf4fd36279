import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { expect, test } from 'vitest'

const SRC = join(import.meta.dirname, '../src')

/** The rooms in which a finding is made, left to right: each may import those before it. */
const SPINE = ['model', 'decode', 'correlate', 'diagnose', 'analyze.ts'] as const
const PARTIES = ['store', 'llm', 'fetch', 'mail', 'accounts', 'jobs'] as const

/** What each folder or file of src/ may import of ours, besides itself. Paths match by their beginning. */
const ALLOWED: Record<string, readonly string[]> = {
  model: [],
  decode: SPINE.slice(0, 1),
  correlate: SPINE.slice(0, 2),
  diagnose: SPINE.slice(0, 3),
  'analyze.ts': SPINE.slice(0, 4),
  worker: ['model', 'analyze.ts'],
  store: ['model', 'migrations'],
  llm: ['model'],
  fetch: ['model'],
  mail: ['model'],
  accounts: ['model', 'store'],
  jobs: ['model', 'store'],
  app: ['model', 'diagnose/catalogue.ts', 'worker', ...PARTIES],
  ladder: ['model'],
  graphql: ['model', 'app', 'ladder'],
  rest: ['model', 'app'],
  server: ['model', 'app', 'graphql', 'rest'],
  cli: ['model', 'ladder', 'analyze.ts', 'diagnose/catalogue.ts', 'llm'],
  workspace: [],
  'settings.ts': [],
}

/** Rooms whose types may be named where their values may not be imported: main.ts hands the operator's commands their `app`. */
const TYPES_ALLOWED: Record<string, readonly string[]> = { cli: ['app'] }

/** The command line is a composition root of its own: `--llm` reads the model's settings there and passes them in. */
const ROOTS: Record<string, readonly string[]> = { 'cli/main.ts': ['settings.ts'] }

interface Import {
  readonly from: string
  readonly to: string
  readonly typeOnly: boolean
}

/** Relative imports and exports of all files, as paths from src/ (`migrations/...` for those above it). */
function imports(): Import[] {
  return globSync('**/*.{ts,tsx}', { cwd: SRC }).flatMap((file) =>
    specifiers(readFileSync(join(SRC, file), 'utf8')).map(({ specifier, typeOnly }) => ({
      from: file.split(sep).join('/'),
      to: pathFromSrc(join(dirname(join(SRC, file)), specifier)),
      typeOnly,
    })),
  )
}

/** `from './x.ts'`, `import './x.ts'`, `import('./x.ts')` and `new URL('./x.ts', import.meta.url)`; code only. */
const specifiers = (source: string): { readonly specifier: string; readonly typeOnly: boolean }[] =>
  [
    ...source.matchAll(
      /(?:\b(?:import|export)\s+(type\s)?[^'"();]*?\bfrom\s*|\bimport\s*\(?\s*|\bnew URL\(\s*)'(\.{1,2}\/[^']+\.tsx?)'/g,
    ),
  ].map(([, type, specifier]) => ({ specifier: specifier!, typeOnly: type !== undefined }))

const pathFromSrc = (path: string): string =>
  relative(SRC, path)
    .split(sep)
    .join('/')
    .replace(/^(\.\.\/)+/, '')

const roomOf = (path: string): string => path.split('/')[0]!

function isAllowed({ from, to, typeOnly }: Import): boolean {
  const room = roomOf(from)
  const allowed = [
    room,
    ...(ALLOWED[room] ?? []),
    ...(typeOnly ? (TYPES_ALLOWED[room] ?? []) : []),
    ...(ROOTS[from] ?? []),
  ]
  return allowed.some((one) => to === one || to.startsWith(`${one}/`))
}

test('every file of src/ stands in a room of the table', () => {
  const rooms = new Set(globSync('**/*.{ts,tsx}', { cwd: SRC }).map((file) => roomOf(file.split(sep).join('/'))))
  expect([...rooms].filter((room) => !(room in ALLOWED) && room !== 'main.ts')).toEqual([])
})

test('imports point one way', () => {
  const wrong = imports().filter((one) => roomOf(one.from) !== 'main.ts' && !isAllowed(one))
  expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).toEqual([])
})

test('nothing imports main.ts', () => {
  expect(imports().filter(({ to }) => to === 'main.ts')).toEqual([])
})

test('the test can see: forbidden imports are found in each form', () => {
  const source = `
    import { a } from '../store/a.ts'
    import type { b } from '../store/b.ts'
    export { c } from '../store/c.ts'
    import '../store/d.ts'
    await import('../store/e.ts')
    new URL('../store/f.ts', import.meta.url)`
  expect(specifiers(source)).toEqual(
    ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ specifier: `../store/${name}.ts`, typeOnly: name === 'b' })),
  )
  const allowed = (from: string, to: string, typeOnly = false) => isAllowed({ from, to, typeOnly })
  expect(allowed('graphql/call.ts', 'store/a.ts')).toBe(false)
  expect(allowed('graphql/call.ts', 'store/a.ts', true)).toBe(false)
  expect(allowed('app/run.ts', 'diagnose/engine.ts')).toBe(false)
  expect(allowed('app/run.ts', 'store/a.ts')).toBe(true)
  expect(allowed('cli/operator.ts', 'app/admin.ts')).toBe(false)
  expect(allowed('cli/operator.ts', 'app/admin.ts', true)).toBe(true)
})

import { expect, test } from 'vitest'
import { readSettings } from '../src/settings.ts'

test('an empty environment gives the defaults', () => {
  expect(readSettings({})).toMatchObject({
    PORT: 4000,
    HOST: '127.0.0.1',
    DATA_DIR: '.data',
    LLM_REQUIRED: false,
    DATABASE_URL: undefined,
  })
})

test('an empty variable counts as absent', () => {
  expect(readSettings({ PORT: '', DATABASE_URL: '', LLM_REQUIRED: '' })).toMatchObject({
    PORT: 4000,
    DATABASE_URL: undefined,
    LLM_REQUIRED: false,
  })
})

test.each([
  ['PORT', '70000'],
  ['PORT', 'abc'],
  ['PUBLIC_URL', 'not a url'],
  ['LOG_LEVEL', 'loud'],
  ['LLM_REQUIRED', 'maybe'],
])('%s=%s is refused by name', (name, value) => {
  expect(() => readSettings({ [name]: value })).toThrow(name)
})

test('every unusable variable is named at once', () => {
  expect(() => readSettings({ PORT: 'x', LOG_LEVEL: 'y' })).toThrow(/PORT.*LOG_LEVEL/)
})
